import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { registrySuite } from './registry-suite.ts';

registrySuite(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-registry-'));
  return {
    open: () => openEmbeddedRelational({ directory }),
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
});
