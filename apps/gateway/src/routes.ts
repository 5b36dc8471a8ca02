import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import { ledgerReader } from '@streamforge/ledger/reader';
import { openRegistry } from '@streamforge/model-registry/registry';
import { openChunks } from '@streamforge/search/chunks';
import { embedderOf } from '@streamforge/search/embeddings-settings';
import { openMoments } from '@streamforge/search/moments';
import type { Api } from '@streamforge/service-host/http/openapi';
import type { Routes } from '@streamforge/service-host/service';
import { z } from 'zod';
import { eventSchemas, pathsOf } from './api/openapi.ts';
import { addRoutes, route, type AnyRoute } from './api/route.ts';
import type { GatewayConfig } from './config.ts';
import { Appender } from './produce/appender.ts';
import { clusterRoutes } from './produce/clusters.ts';
import { Collector } from './produce/collector.ts';
import { Inflight } from './produce/inflight.ts';
import { produceOperations } from './produce/operations.ts';
import { addPlainProduce } from './produce/plain.ts';
import { addV2Produce } from './produce/v2.ts';
import { addV3Produce } from './produce/v3.ts';
import { assetRoutes } from './read/assets.ts';
import { barRoutes } from './read/bars.ts';
import { deadLetterRoutes } from './read/dead-letters.ts';
import { documentSearchRoutes } from './read/document-search.ts';
import { documentRoutes } from './read/documents.ts';
import { jobRoutes } from './read/jobs.ts';
import { answerLineageRoutes } from './read/lineage-answer.ts';
import { predictionLineageRoutes } from './read/lineage-prediction.ts';
import { roiLineageRoutes } from './read/lineage-roi.ts';
import { lineageRoutes } from './read/lineage.ts';
import { modelFileRoutes } from './read/model-files.ts';
import { modelRoutes, showModels } from './read/models.ts';
import { momentRoutes } from './read/moments.ts';
import { openedWhenAsked } from './read/opened-when-asked.ts';
import { predictionRoutes } from './read/predictions.ts';
import { queueEventRoutes } from './read/queue-events.ts';
import { roiRoutes } from './read/roi.ts';
import { runRoutes } from './read/runs.ts';
import { seriesRoutes } from './read/series.ts';
import { stateRoutes } from './read/state.ts';
import { topicRoutes } from './read/topics.ts';
import { tradeRoutes } from './read/trades.ts';

type Config = z.output<typeof GatewayConfig>;
type GatewayContext = Parameters<Routes<'gateway', Config>>[1];

/** Everything the gateway answers. */
export const gatewayRoutes: Routes<'gateway', Config> = async (http, context) => {
  const routes = [...factRoutes(context), ...derivedRoutes(context), ...clusterRoutes(context.events)];
  addRoutes(http, [...routes, indexOf(http.api)]);
  http.api.describe({ ...produceOperations(), ...pathsOf(routes) }, eventSchemas());

  const { events, config, clock, metrics } = context;
  const parts = {
    appender: new Appender(new Collector(events), metrics),
    inflight: new Inflight(config.STREAMFORGE_PRODUCE_INFLIGHT_BYTES),
    clock,
  };
  for (const add of [addV3Produce, addV2Produce, addPlainProduce]) {
    await http.register((scope, _options, done) => {
      add(scope, parts);
      done();
    });
  }
};

/** What was told to the platform. */
const factRoutes = ({ events, documents }: GatewayContext): readonly AnyRoute[] => [
  ...topicRoutes(events),
  ...assetRoutes(documents),
  ...barRoutes(documents),
  ...tradeRoutes(documents),
  ...seriesRoutes(documents),
  ...documentRoutes(documents),
  ...deadLetterRoutes(events),
  ...lineageRoutes(documents, events),
];

/** What the services made of it. */
const derivedRoutes = ({ events, documents, objects, relational, vectors, config, logger, metrics }: GatewayContext): readonly AnyRoute[] => {
  const registry = openedWhenAsked(() => openRegistry(relational));
  const moments = openedWhenAsked(() => openMoments({ vectors, documents }));
  const onDegraded = (err: unknown): void => logger.warn({ err }, 'documents were searched by their words alone');
  const chunks = openedWhenAsked(() => openChunks({ vectors, relational, dense: embedderOf(config), onDegraded }));
  const ledger = ledgerReader(relational);
  showModels(registry, metrics);
  return [
    ...momentRoutes(moments),
    ...documentSearchRoutes(chunks),
    ...modelRoutes(registry, objects),
    ...modelFileRoutes(registry, objects),
    ...runRoutes(registry),
    ...predictionRoutes(ledger),
    ...roiRoutes(ledger),
    ...jobRoutes(relational),
    ...queueEventRoutes(events),
    ...predictionLineageRoutes({ events, ledger, registry }),
    ...roiLineageRoutes({ events, documents, ledger }),
    ...answerLineageRoutes(events),
    ...stateRoutes({ documents, vectors, ledger }),
  ];
};

/** What `/` answers: where everything is, of every service beside this one. */
const indexOf = (api: Api): AnyRoute => route({
  method: 'GET',
  url: '/',
  tag: 'index',
  says: 'Where everything is.',
  answer: z.object({ name: z.string(), version: z.string(), openapi: z.string(), routes: z.record(z.string(), z.string()) }),
  handle: () => Promise.resolve({
    name: 'StreamForge',
    version: PLATFORM_VERSION,
    openapi: '/openapi.json',
    routes: api.summaries(),
  }),
});
