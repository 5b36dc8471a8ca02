import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobsConformance } from '../../src/conformance/jobs.ts';

jobsConformance(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-jobs-'));
  return {
    where: { directory },
    open: () => openEmbeddedRelational({ directory }),
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
});
