/** What the platform holds at one moment, in the figures a newcomer looks for. */
import type { Fact } from '../output/facts-table.ts';
import { listed, whole } from '../platform/pages.ts';
import type { Platform } from '../platform/platform.ts';
import type { GapReport } from '../query/gap-lines.ts';

export interface Snapshot {
  readonly bars: number;
  readonly series: number;
  readonly trades: number;
  readonly documents: number;
  readonly gaps: number;
  readonly missing: number;
  readonly deadLetters: number;
  readonly lag: number;
  /** The series with the most missing bars, and its last gap. */
  readonly worst: GapReport | undefined;
}

const MOST_SERIES = 5_000;
const number = (fact: Fact, name: string): number => typeof fact[name] === 'number' ? fact[name] : 0;
const total = (facts: readonly Fact[], name: string): number => facts.reduce((sum, fact) => sum + number(fact, name), 0);

export const snapshotOf = async (platform: Platform): Promise<Snapshot> => {
  const series = await listed(platform, ['v1', 'series'], 'series', {}, MOST_SERIES);
  const trades = await listed(platform, ['v1', 'series'], 'series', { collection: 'trades' }, MOST_SERIES);
  const documents = await listed(platform, ['v1', 'series'], 'series', { collection: 'documents' }, MOST_SERIES);
  const reports = await listed(platform, ['v1', 'gaps'], 'series', { ranges: 1 }, MOST_SERIES);
  const topics = await whole(platform, ['v1', 'topics'], 'topics');
  const groups = await whole(platform, ['v1', 'lag'], 'groups');
  return {
    bars: total(series, 'count'),
    series: series.length,
    trades: total(trades, 'count'),
    documents: total(documents, 'count'),
    gaps: total(reports, 'gaps'),
    missing: total(reports, 'missing'),
    deadLetters: total(topics, 'deadLetters'),
    lag: total(groups, 'lag'),
    worst: worstOf(reports as unknown as readonly GapReport[]),
  };
};

const worstOf = (reports: readonly GapReport[]): GapReport | undefined =>
  reports.reduce<GapReport | undefined>((worst, report) => report.missing > (worst?.missing ?? 0) ? report : worst, undefined);

/** An asset with relations, and what they are; undefined while there is none. */
export interface RelatedAsset {
  readonly asset: string;
  readonly relations: readonly string[];
}

/** `in-sector sector:energy` for what the asset declares itself, `sim:X follows it` for what others declare. */
const spelled = ({ type, from, to }: Fact, asset: string): string =>
  from === asset ? `${String(type)} ${String(to)}` : `${String(from)} ${String(type)} it`;

const MOST_ASSETS = 20;

export const relatedAsset = async (platform: Platform): Promise<RelatedAsset | undefined> => {
  const assets = await listed(platform, ['v1', 'assets'], 'assets', {}, MOST_ASSETS);
  let best: RelatedAsset | undefined;
  for (const { asset } of assets as unknown as readonly { readonly asset: { readonly exchange: string; readonly symbol: string } }[]) {
    const relations = await whole(platform, ['v1', 'assets', asset.exchange, asset.symbol, 'relations'], 'relations', { limit: 10 });
    if (relations.length <= (best?.relations.length ?? 0)) continue;
    const name = `${asset.exchange}:${asset.symbol}`;
    best = { asset: name, relations: relations.map((relation) => spelled(relation, name)) };
  }
  return best;
};
