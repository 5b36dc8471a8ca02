/** Every dashboard, by the name of its file. */
import { servicesOf, type Contract } from '../../contract.ts';
import { demandLabels } from '../grouping.ts';
import type { Dashboard } from './dashboard.ts';
import { ledgerDashboard } from './ledger.ts';
import { modelsDashboard } from './models.ts';
import { platformDashboard } from './platform.ts';
import { serviceDashboard } from './service.ts';

const demandLabelsOf = ({ uid, panels }: Dashboard, { metrics }: Contract): void => {
  for (const panel of panels) {
    if (panel.kind === 'metrics' || panel.kind === 'stat') for (const { expr, legend } of panel.queries) demandLabels(metrics, `the panel ${panel.title} of ${uid}`, expr, [legend]);
  }
};

export const dashboards = (contract: Contract): readonly Dashboard[] => {
  const all = [
    platformDashboard(contract),
    ...servicesOf(contract).map(([name, service]) => serviceDashboard(name, service, contract)),
    ledgerDashboard,
    modelsDashboard,
  ];
  for (const dashboard of all) demandLabelsOf(dashboard, contract);
  return all;
};
