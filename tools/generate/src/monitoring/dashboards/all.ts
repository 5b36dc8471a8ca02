/** Every dashboard, by the name of its file. */
import { live, type Contract } from '../../contract.ts';
import type { Dashboard } from './dashboard.ts';
import { ledgerDashboard } from './ledger.ts';
import { modelsDashboard } from './models.ts';
import { platformDashboard } from './platform.ts';
import { serviceDashboard } from './service.ts';

export const dashboards = (contract: Contract): readonly Dashboard[] => [
  platformDashboard(contract),
  ...live(contract).map(([name, service]) => serviceDashboard(name, service, contract)),
  ledgerDashboard,
  modelsDashboard,
];
