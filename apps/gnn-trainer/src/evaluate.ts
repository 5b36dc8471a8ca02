import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';
import { study } from '@streamforge/gnn/evaluation/study';
import { fieldsOf } from '@streamforge/market/snapshot/features/feature';
import { describeRun, logMetrics } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { shared } from '@streamforge/training-pool/shared';
import { loadModel, type LoadedModel } from './artefact/load.ts';
import { readBars } from './bars/read.ts';
import { chooseBars, declaredAssets, isSimulated } from './bars/universe.ts';
import type { TrainerContext, TrainerJob } from './context.ts';
import { evaluationMetrics } from './metrics.ts';
import { readOrder, VersionOrder } from './orders.ts';
import { registryOf } from './registry.ts';
import { asRun } from './run.ts';
import { reading } from './study/progress.ts';
import { studySettings } from './study/settings.ts';
import type { PanelData } from './thread/messages.ts';
import { openThreads, threadCount } from './thread/threads.ts';

/**
 * Scores a version on the bars that came since it was trained, where there are enough, else on those it was tested on; beside baselines that
 * learn from its own training window. The run and its metrics stay in the registry; no version and no alias changes.
 */
export const evaluateModel: TrainerJob = async (job, context) => {
  const { model, version } = readOrder(VersionOrder, job.parameters);
  const chosen = await (await registryOf(context)).chosen(model, version);
  const loaded = await loadModel(context.objects, chosen);
  const { universe: { exchange, interval, assets, from, calendar }, training, snapshot } = loaded.config;
  const params = { model, version: chosen.version, universe: { exchange, interval }, training };
  await asRun(job, context, { experiment: model, kind: 'evaluate', params, seed: training.seed }, async () => {
    await job.progress(reading.fraction, reading.note);
    const until = await chooseBars(context.documents, { exchange, interval, symbols: assets.map(({ symbol }) => symbol) });
    const { series } = await readBars(context.documents, { ...loaded.config.universe, from, to: until.to }, fieldsOf(snapshot.channels), job.signal);
    const report = await scored(loaded, { series: shared(series), interval, calendar }, job, context);
    const { comparison: { verdict }, model: { pooled: { samples } }, folds } = report;
    await job.fenced<RegistryTables, void>(async (trx) => {
      const { from: dataFrom, to: dataTo } = folds[0]?.windows.test ?? { from: null, to: null };
      await describeRun(trx, job.id, { dataFrom, dataTo, graphHash: snapshot.graphHash });
      await logMetrics(trx, job.id, evaluationMetrics(report));
    });
    await job.progress(1, verdict);
    return `Version ${chosen.version} on ${samples} samples: ${verdict}`;
  });
};

const scored = async ({ config, weights }: LoadedModel, data: PanelData, job: RunningJob, context: TrainerContext): Promise<EvaluationReport> => {
  const count = threadCount(context.config.GNN_THREADS);
  const threads = openThreads(count, job.signal);
  try {
    const { dataset, fold } = await threads.ask<'apply'>(() => ({ kind: 'apply', data, fitted: config.snapshot }));
    const { universe, training: { seed } } = config;
    const simulated = isSimulated(universe, await declaredAssets(context.documents, universe));
    const given = { config: config.network, weights };
    return await study([fold], { ...studySettings(config.training, { configurations: 1, simulated }), seeds: [seed], shuffled: false }, {
      parallel: count, signal: job.signal,
      run: async (task, signal = job.signal) => {
        const learn = { kind: 'learn', dataset, task, given, resume: undefined, checkpointEvery: task.options.epochs } as const;
        const { result } = await threads.ask<'learn'>(() => learn, { signal });
        return result;
      },
      onResult: (_result, { done, tasks }) => job.progress(done / (tasks + 1), `${done} of ${tasks} tasks done`, 0, { task: done, tasks }),
      report: (folds, settings, results) => threads.ask<'report'>(() => ({ kind: 'report', folds, settings, results })),
    });
  } finally {
    await threads.close();
  }
};
