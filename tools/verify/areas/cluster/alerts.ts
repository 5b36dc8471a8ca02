/** Alerts and dashboards by the tools that will read them. */
import type { Figure } from '@streamforge/figures/figure';
import { suiteFigure } from '../../src/suite.ts';

export const figures: readonly Figure[] = [
  suiteFigure({ name: 'every alert by promtool: fires when it should, is quiet when it should not; has its runbook', files: ['tools/generate/test/alerts.test.ts'] }),
  suiteFigure({
    name: 'whom each alert goes to by amtool: severity, service, email and Telegram, secrets by file; as generated and as the chart renders it (helm)',
    files: ['tools/generate/test/alertmanager.test.ts', 'tools/cluster/test/alertmanager.test.ts'],
  }),
  suiteFigure({ name: 'every panel asks for metrics (promtool) and columns (SQLite, Postgres) that there are (needs `npm run backends -- up postgres`)', files: ['tools/generate/test/dashboards.test.ts'] }),
];
