/** The gap report for people: a line for each series, and where its gaps lie. */
import type { Colours } from '../output/colour.ts';
import type { Fact } from '../output/facts-table.ts';
import { count, instant } from '../output/figures.ts';
import { table } from '../output/table.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly missing: number;
}

export interface GapReport {
  readonly series: string;
  readonly bars: number;
  readonly gaps: number;
  readonly missing: number;
  readonly longest: number;
  readonly ranges: readonly Range[];
}

/** Gaps of one series that are listed. */
const MOST = 20;

export const gapLines = (facts: readonly Fact[], colours: Colours): string => {
  const reports = facts as unknown as readonly GapReport[];
  if (reports.length === 0) return colours.faint('none');
  const overview = table(reports, [
    { title: 'series', cell: ({ series }) => series },
    { title: 'bars', cell: ({ bars }) => count(bars), align: 'right' },
    { title: 'gaps', cell: ({ gaps }) => count(gaps), align: 'right' },
    { title: 'missing', cell: ({ missing }) => count(missing), align: 'right' },
    { title: 'longest', cell: ({ longest }) => count(longest), align: 'right' },
  ], colours);
  return [overview, ...reports.filter(({ ranges }) => ranges.length > 0).map((report) => rangesOf(report, colours))].join('\n\n');
};

const rangesOf = ({ series, gaps, ranges }: GapReport, colours: Colours): string => [
  colours.strong(series),
  ...ranges.slice(0, MOST).map(({ from, to, missing }) => `  ${instant(from)} to ${instant(to)}  ${count(missing)} missing`),
  ...gaps > MOST ? [colours.faint(`  and ${count(gaps - Math.min(MOST, ranges.length))} more; --json lists them`)] : [],
].join('\n');
