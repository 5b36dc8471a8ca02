import type { Migration } from '@streamforge/relational/port';
import type { AliasChange, RunStatus } from './entities.ts';

/** Who owns the tables, among migrations. */
export const tableOwner = 'model-registry';

export interface RegistryTables {
  readonly experiments: { readonly name: string; readonly created: number };
  readonly runs: {
    readonly id: string;
    readonly experiment: string;
    readonly kind: 'train' | 'evaluate';
    readonly status: RunStatus;
    /** Canonical JSON. */
    readonly params: string;
    readonly seed: number;
    readonly data_from: number | null;
    readonly data_to: number | null;
    readonly graph_hash: string | null;
    readonly code_version: string;
    readonly message: string | null;
    readonly started: number;
    readonly ended: number | null;
  };
  readonly run_metrics: { readonly run: string; readonly key: string; readonly step: number; readonly value: number };
  readonly registered_models: { readonly name: string; readonly created: number };
  readonly model_versions: {
    readonly model: string;
    readonly version: number;
    readonly run: string;
    /** The rest is null until the artefact is stored. */
    readonly prefix: string | null;
    readonly sha256: string | null;
    readonly trained_from: number | null;
    readonly trained_to: number | null;
    readonly accuracy: number | null;
    readonly baseline: string | null;
    readonly baseline_accuracy: number | null;
    readonly better: boolean | null;
    readonly verdict: string | null;
    readonly created: number;
  };
  readonly model_aliases: {
    readonly model: string;
    readonly position: number;
    readonly version: number | null;
    readonly previous: number | null;
    readonly by_job: string;
    readonly why: AliasChange['why'];
    readonly at: number;
  };
  /** Orders that found the alias where they wanted it: delivered again when it is elsewhere, they move nothing. */
  readonly alias_orders: { readonly model: string; readonly by_job: string };
}

export const steps: readonly Migration[] = [{
  name: 'registry',
  up: (column) => [
    `CREATE TABLE experiments (${column.text('name')} NOT NULL PRIMARY KEY, ${column.time('created')} NOT NULL)`,
    `CREATE TABLE runs (
      ${column.text('id')} NOT NULL PRIMARY KEY, ${column.text('experiment')} NOT NULL, ${column.text('kind')} NOT NULL, ${column.text('status')} NOT NULL,
      ${column.json('params')} NOT NULL, ${column.integer('seed')} NOT NULL, ${column.time('data_from')}, ${column.time('data_to')},
      ${column.text('graph_hash')}, ${column.text('code_version')} NOT NULL, ${column.text('message')},
      ${column.time('started')} NOT NULL, ${column.time('ended')})`,
    'CREATE INDEX runs_of_experiment ON runs (experiment, started, id)',
    `CREATE TABLE run_metrics (
      ${column.text('run')} NOT NULL, ${column.text('key')} NOT NULL, ${column.integer('step')} NOT NULL, ${column.real('value')} NOT NULL,
      PRIMARY KEY (run, key, step))`,
    `CREATE TABLE registered_models (${column.text('name')} NOT NULL PRIMARY KEY, ${column.time('created')} NOT NULL)`,
    `CREATE TABLE model_versions (
      ${column.text('model')} NOT NULL, ${column.integer('version')} NOT NULL, ${column.text('run')} NOT NULL UNIQUE,
      ${column.text('prefix')}, ${column.text('sha256')}, ${column.time('trained_from')}, ${column.time('trained_to')},
      ${column.real('accuracy')}, ${column.text('baseline')}, ${column.real('baseline_accuracy')}, ${column.boolean('better')},
      ${column.text('verdict')}, ${column.time('created')} NOT NULL,
      PRIMARY KEY (model, version))`,
    `CREATE TABLE model_aliases (
      ${column.text('model')} NOT NULL, ${column.integer('position')} NOT NULL, ${column.integer('version')}, ${column.integer('previous')},
      ${column.text('by_job')} NOT NULL, ${column.text('why')} NOT NULL, ${column.time('at')} NOT NULL,
      PRIMARY KEY (model, position), UNIQUE (model, by_job))`,
  ],
}, {
  name: 'alias orders',
  up: (column) => [
    `CREATE TABLE alias_orders (${column.text('model')} NOT NULL, ${column.text('by_job')} NOT NULL, PRIMARY KEY (model, by_job))`,
  ],
}];
