import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { ledgerSuite } from './suite.ts';

describe('a ledger in SQLite', () => {
  ledgerSuite(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streamforge-ledger-'));
    return {
      open: () => openEmbeddedRelational({ directory }),
      dispose: () => rm(directory, { recursive: true, force: true }),
    };
  });
});
