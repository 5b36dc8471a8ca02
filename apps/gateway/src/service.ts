import { defineService } from '@streamforge/service-host/service';
import { GatewayConfig } from './config.ts';
import { gatewayRoutes } from './routes.ts';

/** The HTTP way in and the read side: it consumes nothing and answers everything. */
export const gateway = defineService({
  name: 'gateway',
  config: GatewayConfig,
  consumes: {},
  routes: gatewayRoutes,
});
