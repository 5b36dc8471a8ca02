import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relationalConformance } from '../src/conformance.ts';
import { openEmbeddedRelational } from '../src/embedded.ts';

relationalConformance(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-relational-'));
  return {
    open: () => openEmbeddedRelational({ directory }),
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
});
