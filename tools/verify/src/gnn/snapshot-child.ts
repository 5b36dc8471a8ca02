/** Makes the snapshot of a large market in a process of its own, and prints what it took. */
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { usualFeatures } from '@streamforge/market/snapshot/features/feature';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { alignBars } from '@streamforge/market/snapshot/panel';
import { largeMarket } from './large-market.ts';

export interface SnapshotCost {
  /** Processor seconds, of all threads. */
  readonly seconds: number;
  readonly alignSeconds: number;
  readonly fitSeconds: number;
  readonly applySeconds: number;
  /** Most that was ever resident, the bars themselves among it. */
  readonly residentBytes: number;
  readonly channels: number;
  readonly edges: Readonly<Record<string, number>>;
}

const EDGES = 20;
const SECTORS = 25;

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const [assets = 0, bars = 0, missing = 0] = process.argv.slice(2).map(Number);
const series = largeMarket({ assets, bars, sectors: SECTORS, missing });
const start = cpuSeconds();
const panel = alignBars(series, { interval: '1h', calendar: '24/7' });
const aligned = cpuSeconds();
const fitted = fitSnapshot(panel, { history: 5, features: usualFeatures, edgesPerAsset: EDGES });
const fit = cpuSeconds();
const { channels, relations } = applySnapshot(panel, fitted);
const end = cpuSeconds();

const cost: SnapshotCost = {
  seconds: end - start, alignSeconds: aligned - start, fitSeconds: fit - aligned, applySeconds: end - fit,
  residentBytes: 1_024 * process.resourceUsage().maxRSS,
  channels: channels.length,
  edges: Object.fromEntries(relations.map(({ name, edges }) => [name, edges.length])),
};
process.stdout.write(JSON.stringify(cost));
