/** What a newcomer watches, in words: figures that move. */
import { count, instant, rate } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import type { RelatedAsset, Snapshot } from './snapshot.ts';

export interface View {
  /** Whether the demo market feeds the platform: what shows it says so. */
  readonly simulated: boolean;
  readonly snapshot: Snapshot;
  /** Bars per second since the view before. */
  readonly perSecond: number;
  readonly related: RelatedAsset | undefined;
}

const label = ({ simulated }: View): string => simulated ? 'simulated bars' : 'bars';

/** The view as lines of one fact each. */
export const viewLines = (view: View): readonly string[] => linesOf(view).map(([name, text]) => printable(`${name.padEnd(16)}${text}`));

const linesOf = (view: View): readonly (readonly [name: string, text: string])[] => {
  const { snapshot, perSecond, related } = view;
  return [
    [label(view), `${count(snapshot.bars)} in ${count(snapshot.series)} series, ${rate(perSecond)}`],
    ['trades', count(snapshot.trades)],
    ['documents', count(snapshot.documents)],
    ['gaps', `${count(snapshot.gaps)} found, ${count(snapshot.missing)} bars missing${mostIn(snapshot)}`],
    ['dead letters', count(snapshot.deadLetters)],
    ['lag', `${count(snapshot.lag)} records`],
    ...related === undefined ? [] : [['relations', `${related.asset} ${related.relations.join(', ')}`] as const],
  ];
};

/** The view as one line. */
export const viewLine = (view: View): string => {
  const { snapshot: { bars, series, gaps, missing, deadLetters, lag, trades, documents }, perSecond } = view;
  return `${label(view)} ${count(bars)} in ${count(series)} series (${rate(perSecond)}), trades ${count(trades)}, `
    + `documents ${count(documents)}, gaps ${count(gaps)} (${count(missing)} bars missing), `
    + `dead letters ${count(deadLetters)}, lag ${count(lag)}`;
};

/** The series that lacks most, and its last gap: `, most in …`; empty where nothing is missing. */
export const mostIn = ({ worst: report }: Snapshot): string => {
  const [first] = report?.ranges ?? [];
  if (report === undefined || first === undefined) return '';
  return `, most in ${report.series} (${instant(first.from)} lacks ${count(first.missing)})`;
};
