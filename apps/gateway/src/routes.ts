import type { Routes } from '@streamforge/service-host/service';
import { z } from 'zod';
import { openApiOf } from './api/openapi.ts';
import { addRoutes, route, type AnyRoute } from './api/route.ts';
import type { GatewayConfig } from './config.ts';
import { Appender } from './produce/appender.ts';
import { clusterRoutes } from './produce/clusters.ts';
import { Collector } from './produce/collector.ts';
import { Inflight } from './produce/inflight.ts';
import { addPlainProduce } from './produce/plain.ts';
import { addV3Produce } from './produce/v3.ts';
import { assetRoutes } from './read/assets.ts';
import { barRoutes } from './read/bars.ts';
import { deadLetterRoutes } from './read/dead-letters.ts';
import { documentRoutes } from './read/documents.ts';
import { lineageRoutes } from './read/lineage.ts';
import { seriesRoutes } from './read/series.ts';
import { stateRoutes } from './read/state.ts';
import { topicRoutes } from './read/topics.ts';
import { tradeRoutes } from './read/trades.ts';

const VERSION = '0.1.0';

/** Everything the gateway answers. */
export const gatewayRoutes: Routes<'gateway', z.output<typeof GatewayConfig>> = async (http, context) => {
  const { events, documents, config, clock, metrics } = context;
  const routes = [
    ...topicRoutes(events),
    ...assetRoutes(documents),
    ...barRoutes(documents),
    ...tradeRoutes(documents),
    ...seriesRoutes(documents),
    ...documentRoutes(documents),
    ...deadLetterRoutes(events),
    ...lineageRoutes(documents, events),
    ...stateRoutes(documents),
    ...clusterRoutes(events),
  ];
  addRoutes(http, [...routes, indexOf(routes)]);
  const openApi = openApiOf(routes, VERSION);
  http.get('/openapi.json', () => openApi);

  const parts = {
    appender: new Appender(new Collector(events), metrics),
    inflight: new Inflight(config.STREAMFORGE_PRODUCE_INFLIGHT_BYTES),
    clock,
  };
  await http.register((scope, _options, done) => {
    addV3Produce(scope, parts);
    done();
  });
  await http.register((scope, _options, done) => {
    addPlainProduce(scope, parts);
    done();
  });
};

/** What `/` answers: where everything is. */
const indexOf = (routes: readonly AnyRoute[]): AnyRoute => route({
  method: 'GET',
  url: '/',
  tag: 'index',
  says: 'Where everything is.',
  answer: z.object({ name: z.string(), version: z.string(), openapi: z.string(), routes: z.record(z.string(), z.string()) }),
  handle: () => Promise.resolve({
    name: 'StreamForge',
    version: VERSION,
    openapi: '/openapi.json',
    routes: Object.fromEntries(routes.map(({ method, url, says }) => [`${method} ${url}`, says])),
  }),
});
