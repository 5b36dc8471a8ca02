/** Snapshots: that they know nothing of the future, and what the snapshot of a large market takes. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from '@streamforge/figures/figure';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { alignBars, type Panel } from '@streamforge/market/snapshot/panel';
import { leadLagSeries, leadLagV1, type LeadLag } from '@streamforge/simulator/lead-lag';
import { leaksIn, plantedLeak } from '../../src/gnn/leaks.ts';
import { realPanel } from '../../src/gnn/real-panels.ts';
import type { SnapshotCost } from '../../src/gnn/snapshot-child.ts';
import { unrelated } from '../../src/gnn/unrelated.ts';
import { suiteFigure } from '../../src/suite.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 5, 1);
const [ASSETS, BARS] = [1_000, 5_000];
const [MOST_SECONDS, MOST_BYTES] = [60, 1.5e9];
/** A process of its own, so that nothing else counts. */
const CHILD = fileURLToPath(new URL('../../src/gnn/snapshot-child.ts', import.meta.url));
const run = promisify(execFile);

const costs = new Map<string, Promise<SnapshotCost>>();
const costOf = async (missing: string): Promise<SnapshotCost> => {
  const cost = costs.get(missing) ?? run(process.execPath, [CHILD, String(ASSETS), String(BARS), missing]).then(({ stdout }) => JSON.parse(stdout) as SnapshotCost);
  costs.set(missing, cost);
  return await cost;
};

const costFigures = (what: string, missing: string): readonly Figure[] => {
  const name = `snapshot of ${ASSETS.toLocaleString('en')} assets × ${BARS.toLocaleString('en')} bars with 20 edges each, ${what}`;
  return [
    {
      name: `${name}: processor time`, bar: `less than ${MOST_SECONDS} s`,
      measure: async () => {
        const { seconds, alignSeconds, fitSeconds, applySeconds, channels, edges } = await costOf(missing);
        const parts = `align ${alignSeconds.toFixed(1)}, fit ${fitSeconds.toFixed(1)}, apply ${applySeconds.toFixed(1)}`;
        const found = Object.entries(edges).map(([kind, count]) => `${count.toLocaleString('en')} ${kind}`).join(', ');
        return { measured: `${seconds.toFixed(1)} s (${parts}; ${channels} channels, edges: ${found})`, ok: seconds < MOST_SECONDS && Object.values(edges).every((count) => count > 0.9 * 20 * ASSETS) };
      },
    },
    {
      name: `${name}: resident memory`, bar: 'less than 1.5 GB',
      measure: async () => {
        const { residentBytes } = await costOf(missing);
        return { measured: `${(residentBytes / 1e9).toFixed(2)} GB`, ok: residentBytes < MOST_BYTES };
      },
    },
  ];
};

const realMarkets = ['crypto_1h_panel', 'sp500_daily_panel'] as const;
const leadLag = (market: LeadLag): Panel => alignBars(leadLagSeries(market, START, HOUR), { interval: '1h', calendar: '24/7' });

export const figures: readonly Figure[] = [
  {
    name: 'LeadLag-v1: true edges among the three strongest found of each follower', bar: 'at least 0.99, and at most one false edge',
    measure: async () => {
      const market = leadLagV1();
      const split = { validationFrom: START + 2_010 * HOUR, testFrom: START + 2_410 * HOUR };
      const [edges = []] = fitSnapshot(leadLag(market), { history: 5, edgesPerAsset: 3, split, purge: 10 }).relations.map((relation) => relation.edges);
      const right = edges.filter(({ from, to }) => market.leadersOf[to]?.includes(from) === true).length;
      const due = 3 * (market.assets - market.leaders);
      return { measured: `${(right / due).toFixed(3)}, ${edges.length - right} false`, ok: right / due >= 0.99 && edges.length - right <= 1 };
    },
  },
  {
    name: 'lead-lag edges of real markets whose returns have their signs drawn anew', bar: 'at most 1.3 % of pairs pass at 1 %, no edge in 10 markets',
    measure: async () => {
      const rows = realMarkets.map((file) => ({ file, ...unrelated(file, 10) }));
      return {
        measured: rows.map(({ file, share, sharePlain, edges }) => `${file} ${(100 * share).toFixed(2)} % of pairs (r·√n alone would say ${(100 * sharePlain).toFixed(1)} %), ${edges} edges`).join('; '),
        ok: rows.every(({ share, edges }) => share <= 0.013 && edges === 0),
      };
    },
  },
  {
    name: 'LeadLag-v1 with the return of the next bar planted: the leak test', bar: 'catches it',
    measure: async () => {
      const leak = plantedLeak(leadLag(leadLagV1()));
      return { measured: leak === undefined ? 'not caught' : `caught: ${leak.of}, channel ${leak.channel ?? '-'}, row ${leak.row ?? '-'}`, ok: leak?.of === 'features' };
    },
  },
  {
    name: 'nine features and two relations of crypto_1h_panel and sp500_daily_panel: the leak test', bar: 'finds nothing at the end of training, in validation and in test',
    measure: async () => {
      const leaks = realMarkets.flatMap((name) => leaksIn(realPanel(name)).map((leak) => `${name}: ${JSON.stringify(leak)}`));
      return { measured: leaks.length === 0 ? 'no leak' : leaks.join(', '), ok: leaks.length === 0 };
    },
  },
  suiteFigure({ name: 'no feature and no relation knows the future, and a planted one is caught', files: ['libs/market/test/snapshot/leak.test.ts'] }),
  suiteFigure({
    name: 'panels of one asset, of constant prices, with gaps or without a column that a feature needs', files: ['libs/market/test/snapshot/'],
    only: 'refused|rests|never moves|missing|unknown|not known',
  }),
  ...costFigures('no bar missing', '0'),
  ...costFigures('one bar in a thousand missing', '0.001'),
];
