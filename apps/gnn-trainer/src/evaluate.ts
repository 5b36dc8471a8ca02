import { fieldsOf } from '@streamforge/market/snapshot/features/feature';
import { describeRun, logMetrics } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { loadModel } from './artefact/load.ts';
import { readBars } from './bars/read.ts';
import { chooseBars } from './bars/universe.ts';
import type { TrainerJob } from './context.ts';
import { evaluationMetrics } from './metrics.ts';
import { readOrder, VersionOrder } from './orders.ts';
import { reading } from './progress.ts';
import { registryOf } from './registry.ts';
import { asRun } from './run.ts';
import type { EvaluateTask } from './training/messages.ts';
import { trainOptions } from './training/settings.ts';
import { inThread } from './training/thread.ts';

/**
 * Scores a version on the bars that came since it was trained, where there are enough, else on those it was tested on; beside baselines that
 * learn from its own training window. The run and its metrics stay in the registry; no version and no alias changes.
 */
export const evaluateModel: TrainerJob = async (job, context) => {
  const { model, version } = readOrder(VersionOrder, job.parameters);
  const chosen = await (await registryOf(context)).chosen(model, version);
  const { config, weights } = await loadModel(context.objects, chosen);
  const { universe: { exchange, interval, assets, from }, training, snapshot, network } = config;
  const params = { model, version: chosen.version, universe: { exchange, interval }, training };
  await asRun(job, context, { experiment: model, kind: 'evaluate', params, seed: training.seed }, async () => {
    await job.progress(reading.fraction, reading.note);
    const until = await chooseBars(context.documents, { exchange, interval, symbols: assets.map(({ symbol }) => symbol) });
    const { series } = await readBars(context.documents, { ...config.universe, from, to: until.to }, fieldsOf(snapshot.channels), job.signal);
    const evaluation = await inThread<EvaluateTask>({
      kind: 'evaluate', fitted: snapshot, config: network, weights,
      data: { series, interval, calendar: config.universe.calendar },
      options: trainOptions(training),
    }, { signal: job.signal, onNews: () => undefined });
    const { comparison, windows: { test } } = evaluation;
    await job.fenced<RegistryTables, void>(async (trx) => {
      await describeRun(trx, job.id, { dataFrom: test.from, dataTo: test.to, graphHash: snapshot.graphHash });
      await logMetrics(trx, job.id, evaluationMetrics(evaluation));
    });
    await job.progress(1, comparison.verdict);
    return `Version ${chosen.version} on ${test.samples} samples: ${comparison.verdict}`;
  });
};
