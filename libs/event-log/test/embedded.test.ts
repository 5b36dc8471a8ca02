import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { describe } from 'vitest';
import { eventLogConformance } from '../src/conformance.ts';
import { openEmbeddedEventLog } from '../src/embedded.ts';

describe('the embedded log', () => {
  eventLogConformance(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'event-log-'));
    return {
      open: () => openEmbeddedEventLog({ directory, clock: systemClock, ids: randomIds, groupCommitMs: 0 }),
      dispose: () => rm(directory, { recursive: true }),
      retains: true,
    };
  });
});
