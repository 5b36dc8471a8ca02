import { defineService } from '@streamforge/service-host/service';
import { logActions } from './actions.ts';
import { markToBars } from './bars.ts';
import { RoiConfig } from './config.ts';
import { watchDrawdowns } from './drawdowns.ts';
import { bookFills } from './fills.ts';
import { logPredictions } from './predictions.ts';
import { rebuildLedger } from './rebuild.ts';

/** Keeps the ledger of agents: what they did, what it brought, and how predictions turned out. */
export const roiLogger = defineService({
  name: 'roi-logger',
  config: RoiConfig,
  consumes: {
    'agent.fills.v1': bookFills,
    'agent.actions.v1': logActions,
    'market.bars.v1': markToBars,
    'gnn.predictions.v1': logPredictions,
  },
  jobs: { rebuild: rebuildLedger },
  background: watchDrawdowns,
});
