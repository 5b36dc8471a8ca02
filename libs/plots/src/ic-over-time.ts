/** Whether skill lasts: the IC of each stretch of time, its rolling mean with an interval, and the mean of all. */
import { extent, times as timeAxis, upright } from './axes.ts';
import { legendOf, type LegendEntry } from './legend.ts';
import { bandOf, lineOf } from './lines.ts';
import { panelOf } from './panel.ts';
import { edge, headHeight, svgOf } from './plot.ts';
import { rolling } from './rolling.ts';
import { element } from './svg.ts';
import { drawn, filled } from './theme.ts';

/** A mean and its interval, as `@streamforge/gnn/evaluation/report` estimates it. */
export interface Estimated {
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface IcOverTime {
  readonly model: string;
  /** Epoch milliseconds, ascending; each the end of a stretch. */
  readonly times: readonly number[];
  /** Mean IC of each stretch; null where it is not defined. */
  readonly ic: readonly (number | null)[];
  /** Of all times, with the block bootstrap’s interval. */
  readonly mean: Estimated;
  /** Tested times in a stretch. */
  readonly every: number;
  /** Share that the interval of `mean` holds, such as 0.95. */
  readonly confidence: number;
}

const [WIDTH, HEIGHT, LEFT] = [760, 300, 80];

/** Share of the stretches at each end that may lie beyond the axis. */
const FURTHEST = 0.03;

/** Stretches in a rolling mean: a twelfth of all. */
const windowOf = (count: number): number => Math.max(3, Math.min(count, Math.round(count / 12)));

export const icOverTime = ({ model, times, ic, mean, every, confidence }: IcOverTime): string => {
  const window = windowOf(times.length);
  const rolled = rolling(ic, window);
  const legend = legendOf(entriesOf(window, every, mean, confidence), LEFT, headHeight, WIDTH - LEFT - edge);
  const place = { left: LEFT, top: headHeight + legend.height + 4, width: WIDTH - LEFT - edge, height: HEIGHT };
  const x = timeAxis(place, times, 'time');
  const range = extent([0, ...within(ic), ...rolled.flatMap(({ low, high }) => [low, high]), mean.interval?.low ?? null, mean.interval?.high ?? null]);
  const y = upright(place, range, 'information coefficient');
  const beyond = ic.filter((value) => value !== null && (value < range[0] || value > range[1])).length;
  const zero = y.scale(0);
  const right = place.left + place.width;
  const known = ic.filter((value) => value !== null).length;
  const words = mean.value === null ? 'it is not defined' : `mean ${mean.value.toFixed(4)}${mean.interval === null ? '' : `, interval ${mean.interval.low.toFixed(4)} to ${mean.interval.high.toFixed(4)}`}`;
  const thickness = Math.max(1, Math.min(6, 0.7 * place.width / Math.max(1, times.length)));
  return svgOf({
    id: 'ic-over-time',
    title: `IC of ${model} over time`,
    subtitle: `${words}; ${known} stretches of ${every} tested ${every === 1 ? 'time' : 'times'}${beyond === 0 ? '' : `, ${beyond} beyond the axis`}`,
    description: `Information coefficient over ${known} stretches of the test windows: ${words}.`,
    width: WIDTH, height: place.top + HEIGHT + 52,
  },
  legend.drawing,
  panelOf({ place, x, y }),
  mean.interval === null ? undefined : element('rect', {
    ...filled('series2'), 'fill-opacity': 0.16, x: LEFT, width: place.width, y: y.scale(mean.interval.high), height: y.scale(mean.interval.low) - y.scale(mean.interval.high),
  }),
  element('path', {
    ...drawn('faint', thickness), 'stroke-opacity': 0.35,
    d: ic.map((value, at) => value === null ? '' : `M${x.scale(times[at] ?? 0).toFixed(1)} ${zero.toFixed(1)}V${y.scale(Math.max(range[0], Math.min(range[1], value))).toFixed(1)}`).join(''),
  }),
  element('line', { ...drawn('ink', 1), x1: LEFT, x2: right, y1: zero, y2: zero }),
  bandOf(rolled.map(({ low, high }, at) => ({ x: times[at] ?? 0, low, high })), x, y, 'series0'),
  mean.value === null ? undefined : element('line', { ...drawn('series2', 1.5), 'stroke-dasharray': '7 3', x1: LEFT, x2: right, y1: y.scale(mean.value), y2: y.scale(mean.value) }),
  lineOf(rolled.map(({ mean: value }, at) => ({ x: times[at] ?? 0, y: value })), x, y, { colour: 'series0', width: 2.5 }));
};

/** Values without the furthest of a larger number, so that a few stretches do not flatten the rest. */
const within = (values: readonly (number | null)[]): readonly number[] => {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const cut = Math.floor(known.length * FURTHEST);
  return known.slice(cut, known.length - cut);
};

const entriesOf = (window: number, every: number, mean: Estimated, confidence: number): readonly LegendEntry[] => [
  { name: 'IC', colour: 'faint', mark: 'bar' },
  { name: `rolling mean of ${window * every} times`, colour: 'series0', mark: 'line', width: 2.5 },
  { name: '± 1.96 standard errors', colour: 'series0', mark: 'area' },
  { name: 'mean', colour: 'series2', mark: 'line', dash: '7 3', width: 1.5 },
  ...mean.interval === null ? [] : [{ name: `its ${Math.round(100 * confidence)} % interval`, colour: 'series2', mark: 'area' } as const],
];
