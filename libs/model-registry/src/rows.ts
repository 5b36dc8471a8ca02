/** Rows as people read them. */
import type { Selectable } from '@streamforge/relational/port';
import type { AliasChange, ModelVersion, Run } from './entities.ts';
import type { RegistryTables } from './tables.ts';

type Row<Table extends keyof RegistryTables> = Selectable<RegistryTables[Table]>;

/** The run that a row holds. */
export const runOf = (row: Row<'runs'>): Run => ({
  id: row.id,
  experiment: row.experiment,
  kind: row.kind,
  status: row.status,
  params: JSON.parse(row.params) as Run['params'],
  seed: row.seed,
  dataFrom: row.data_from,
  dataTo: row.data_to,
  graphHash: row.graph_hash,
  codeVersion: row.code_version,
  message: row.message,
  startedAt: row.started,
  endedAt: row.ended,
});

const present = <Value>(value: Value | null, row: Row<'model_versions'>): Value => {
  if (value === null) throw new Error(`Version ${row.version} of ${row.model} is not whole.`);
  return value;
};

/** The version that a row holds; only of one whose artefact is whole. */
export const modelVersion = (row: Row<'model_versions'>): ModelVersion => ({
  model: row.model,
  version: row.version,
  run: row.run,
  prefix: present(row.prefix, row),
  sha256: present(row.sha256, row),
  trainedFrom: present(row.trained_from, row),
  trainedTo: present(row.trained_to, row),
  accuracy: present(row.accuracy, row),
  baseline: { name: present(row.baseline, row), accuracy: present(row.baseline_accuracy, row) },
  better: present(row.better, row),
  verdict: present(row.verdict, row),
  createdAt: row.created,
});

/** The move of an alias that a row holds. */
export const aliasChange = ({ by_job: by, ...row }: Row<'model_aliases'>): AliasChange => ({ ...row, by });
