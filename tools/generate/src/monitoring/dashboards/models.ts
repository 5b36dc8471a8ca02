/** Runs and versions of graph models, from the registry in Postgres. */
import type { Dashboard } from './dashboard.ts';
import { inRange } from './rows.ts';

const measure = (key: string, title: string): string => `max(m.value) FILTER (WHERE m.key = '${key}') AS ${title}`;

export const modelsDashboard: Dashboard = {
  uid: 'gnn',
  title: 'GNN runs',
  says: 'How trainings went, what versions are worth against their best baseline, and which is champion.',
  variables: [{ name: 'run', label: 'Run', from: { sql: 'SELECT id AS __value, experiment || \' \' || status || \' \' || substr(id, 1, 8) AS __text FROM runs WHERE kind = \'train\' ORDER BY started DESC LIMIT 200' } }],
  panels: [
    {
      kind: 'steps', title: 'Loss by epoch', says: 'Of the chosen run. Validation that rises while training falls has learnt by heart.', unit: 'none',
      sql: `SELECT m.step, ${measure('epoch.train.loss', 'training')}, ${measure('epoch.validation.loss', 'validation')} FROM run_metrics m WHERE m.run = '\${run}' AND m.key IN ('epoch.train.loss', 'epoch.validation.loss') GROUP BY m.step ORDER BY m.step`,
    },
    {
      kind: 'steps', title: 'Accuracy by epoch', says: 'On validation, of the chosen run.', unit: 'percentunit',
      sql: `SELECT m.step, ${measure('epoch.validation.accuracy', 'validation')} FROM run_metrics m WHERE m.run = '\${run}' AND m.key = 'epoch.validation.accuracy' GROUP BY m.step ORDER BY m.step`,
    },
    {
      kind: 'table', title: 'Champions', says: 'The version under the alias of each model, and why.',
      sql: 'SELECT r.name AS model, a.version, a.why, to_timestamp(a.at / 1000.0) AS since FROM registered_models r LEFT JOIN model_aliases a ON a.model = r.name AND a.position = (SELECT max(n.position) FROM model_aliases n WHERE n.model = r.name) ORDER BY r.name',
    },
    {
      kind: 'table', title: 'Versions', says: 'Each against its best baseline on the same samples.',
      sql: `SELECT to_timestamp(created / 1000.0) AS made, model, version, accuracy, baseline, baseline_accuracy, better, verdict FROM model_versions WHERE ${inRange('created')} ORDER BY created DESC LIMIT 200`,
    },
    {
      kind: 'table', title: 'Runs', says: 'With their measures on samples that they never saw.',
      sql: `SELECT to_timestamp(r.started / 1000.0) AS begun, r.experiment, r.kind, r.status, r.message, ${measure('test.accuracy', 'accuracy')}, ${measure('test.ic', 'ic')}, ${measure('test.brier', 'brier')} FROM runs r LEFT JOIN run_metrics m ON m.run = r.id AND m.step = 0 WHERE ${inRange('r.started')} GROUP BY r.id, r.started, r.experiment, r.kind, r.status, r.message ORDER BY r.started DESC LIMIT 200`,
    },
  ],
};
