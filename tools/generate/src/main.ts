/** `npm run generate` writes what is made from the contract; `-- --check` changes nothing and ends with 1 where something is stale. */
import { existsSync } from 'node:fs';
import { valuesPage } from '@streamforge/cluster-tools/values-page';
import { pipelineFiles } from '@streamforge/pipelines/pipeline-files';
import type { Artefact } from './artefact.ts';
import { artefactsOf } from './artefacts.ts';
import { readContract } from './contract.ts';
import { driftOf, shown } from './drift.ts';
import { failureOf } from './failure.ts';
import { writeAll } from './write.ts';

const usage = `Usage: npm run generate [-- --check]

Makes from libs/contracts what charts, brokers and readers are given: charts/*/generated and docs/reference; and from the Nx graph when GitLab
builds what: .gitlab/services; and from the charts what each value means: docs/cluster/values.md.
--check writes nothing, shows how each file differs, and ends with 1 when one does.
`;

const check = async (wanted: readonly Artefact[]): Promise<void> => {
  const drifts = await driftOf('.', wanted);
  if (drifts.length > 0) process.stdout.write(`${shown(drifts)}\n\n`);
  process.stdout.write(`${wanted.length} generated files, ${drifts.length} not as the contract says${drifts.length === 0 ? '' : ': run `npm run generate` and commit'}\n`);
  process.exitCode = drifts.length === 0 ? 0 : 1;
};

const write = async (wanted: readonly Artefact[]): Promise<void> => {
  const changed = await writeAll('.', wanted);
  for (const { path, kind } of changed) process.stdout.write(`${path} ${kind === 'left over' ? 'removed' : 'written'}\n`);
  process.stdout.write(`${wanted.length} generated files, ${changed.length} changed\n`);
};

const words = process.argv.slice(2);
if (words.includes('--help')) {
  process.stdout.write(usage);
} else if (words.some((word) => word !== '--check')) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else if (!existsSync('libs/contracts/src/services.ts')) {
  process.stderr.write(`Run it from the root of the repository: ${process.cwd()} has no libs/contracts.\n`);
  process.exitCode = 2;
} else {
  try {
    const wanted = [...artefactsOf(await readContract()), ...await pipelineFiles('.'), await valuesPage('.')];
    await (words.includes('--check') ? check : write)(wanted);
  } catch (error) {
    const sentence = failureOf(error);
    if (sentence === undefined) throw error;
    process.stderr.write(`Nothing was generated: ${sentence}.\n`);
    process.exitCode = 1;
  }
}
