import { StreamForgeError } from '@streamforge/contracts/errors';
import { Id } from '@streamforge/contracts/events/fields';
import { ModelName } from '@streamforge/contracts/events/gnn';
import type { Metric, Run } from '@streamforge/model-registry/entities';
import type { Registry } from '@streamforge/model-registry/registry';
import { z } from 'zod';
import { limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';

export const RunAnswer = z.object({
  id: z.string().describe('Also of the job that made it.'),
  experiment: z.string(),
  kind: z.enum(['train', 'evaluate']),
  status: z.enum(['running', 'finished', 'failed', 'cancelled']),
  params: z.record(z.string(), z.unknown()).describe('What it was told.'),
  seed: z.int(),
  dataFrom: z.int().nullable(),
  dataTo: z.int().nullable(),
  graphHash: z.string().nullable(),
  codeVersion: z.string(),
  message: z.string().nullable(),
  startedAt: z.int(),
  endedAt: z.int().nullable(),
});

const statuses = ['running', 'finished', 'failed', 'cancelled'] as const;

export const shownRun = (run: Run): z.input<typeof RunAnswer> => ({ ...run, params: { ...run.params } });

/** The last value of each metric. */
export const lastValues = (metrics: readonly Metric[]): Record<string, number> =>
  Object.fromEntries(metrics.toSorted((a, b) => a.step - b.step).map(({ key, value }) => [key, value]));

/** Runs of training and evaluation. */
export const runRoutes = (registry: () => Promise<Registry>): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/gnn/runs',
    tag: 'models',
    says: 'Runs of training and evaluation, newest first.',
    query: z.strictObject({ model: ModelName.optional(), status: z.enum(statuses).optional(), limit: limit(50, 500) }),
    answer: z.object({ runs: z.array(RunAnswer) }),
    handle: async ({ query: { model, ...wanted } }) => ({ runs: (await (await registry()).runs({ experiment: model, ...wanted })).map(shownRun) }),
  }),
  route({
    method: 'GET',
    url: '/v1/gnn/runs/{id}',
    tag: 'models',
    says: 'One run: what it was told, what it read and what it measured.',
    path: z.strictObject({ id: Id }),
    query: z.strictObject({ metric: z.string().min(1).max(200).optional().describe('Metric whose every step is wanted.') }),
    answer: z.object({
      run: RunAnswer,
      metrics: z.record(z.string(), z.number()).describe('The last value of each.'),
      steps: z.array(z.object({ step: z.int(), value: z.number() })).optional().describe('Of the metric that was named.'),
    }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { id }, query: { metric } }) => {
      const opened = await registry();
      const run = await opened.run(id);
      if (run === undefined) throw new StreamForgeError('NOT_FOUND', `There is no run ${id}.`);
      const metrics = await opened.metrics(run.id);
      return {
        run: shownRun(run),
        metrics: lastValues(metrics),
        ...metric !== undefined && { steps: metrics.filter(({ key }) => key === metric).map(({ step, value }) => ({ step, value })) },
      };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/gnn/runs/{id}/metrics',
    tag: 'models',
    says: 'Every value that a run measured, by metric and step.',
    path: z.strictObject({ id: Id }),
    answer: z.object({ metrics: z.array(z.object({ key: z.string(), step: z.int(), value: z.number() })) }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { id } }) => {
      const opened = await registry();
      if (await opened.run(id) === undefined) throw new StreamForgeError('NOT_FOUND', `There is no run ${id}.`);
      return { metrics: (await opened.metrics(id)).map(({ key, step, value }) => ({ key, step, value })) };
    },
  }),
];
