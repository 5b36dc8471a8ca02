import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { eventTimeSuite } from './event-time.ts';
import { ledgerSuite, type Place } from './suite.ts';

describe('a ledger in SQLite', () => {
  const newPlace = async (): Promise<Place> => {
    const directory = await mkdtemp(join(tmpdir(), 'streamforge-ledger-'));
    return {
      open: () => openEmbeddedRelational({ directory }),
      dispose: () => rm(directory, { recursive: true, force: true }),
    };
  };
  ledgerSuite(newPlace);
  eventTimeSuite(newPlace);
});
