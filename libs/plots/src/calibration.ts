/** Whether what a model calls 60 % comes true in 60 of 100 cases: a reliability diagram, and below it how many samples each bin has. */
import { across, extent, upright } from './axes.ts';
import { legendOf, type LegendEntry } from './legend.ts';
import { lineOf } from './lines.ts';
import { panelOf, type Axis } from './panel.ts';
import { edge, headHeight, svgOf } from './plot.ts';
import { element } from './svg.ts';
import { drawn, filled } from './theme.ts';

/** A bin as `@streamforge/gnn/evaluation/report` describes it. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
  readonly said: number | null;
  readonly came: number | null;
}

export interface Calibration {
  readonly model: string;
  readonly bins: readonly CalibrationBin[];
  /** Mean of |said − came| over samples; null where there are none. */
  readonly calibrationError: number | null;
}

const [WIDTH, LEFT, DIAGRAM, COUNTS] = [640, 80, 300, 96];

/** Fewest samples of a bin whose share says something. */
const FEW = 30;

const entries: readonly LegendEntry[] = [
  { name: 'model', colour: 'series0', mark: 'point' },
  { name: `fewer than ${FEW} samples`, colour: 'series0', mark: 'ring' },
  { name: 'perfect calibration', colour: 'faint', mark: 'line', dash: '5 4', width: 1.5 },
  { name: 'samples of a bin', colour: 'series0', mark: 'bar' },
];

export const calibration = ({ model, bins, calibrationError }: Calibration): string => {
  const held = bins.filter(({ samples }) => samples > 0);
  const samples = held.reduce((sum, bin) => sum + bin.samples, 0);
  const [low, high] = shown(held);
  const legend = legendOf(entries, LEFT, headHeight, WIDTH - LEFT - edge);
  const diagram = { left: LEFT, top: headHeight + legend.height + 4, width: WIDTH - LEFT - edge, height: DIAGRAM };
  const counts = { ...diagram, top: diagram.top + DIAGRAM + 26, height: COUNTS };
  const x = across(diagram, [low, high], 'probability of "up" that was said', { percent: true });
  const y = upright(diagram, [low, high], 'share that came true', { percent: true });
  const count = upright(counts, [0, extent(held.map((bin) => bin.samples), 0.22)[1]], 'samples', { whole: true });
  const error = calibrationError === null ? 'no sample' : `calibration error ${(100 * calibrationError).toFixed(2)} points`;
  const bottom = counts.top + counts.height;
  const most = held.toSorted((a, b) => b.samples - a.samples)[0];
  return svgOf({
    id: 'calibration',
    title: `Calibration of ${model}`,
    subtitle: `${samples.toLocaleString('en-US')} test samples in ${held.length} ${held.length === 1 ? 'bin' : 'bins'}; ${error}`,
    description: `Reliability diagram of ${samples} test samples: ${error}.${most === undefined ? '' : ` Most samples, ${most.samples}, lie in the bin from ${percent(most.from)} to ${percent(most.to)}.`}`,
    width: WIDTH, height: bottom + 52,
  },
  legend.drawing,
  panelOf({ place: diagram, x, y, bare: true }),
  panelOf({ place: counts, x, y: count }),
  element('line', { ...drawn('faint', 1.5), 'stroke-dasharray': '5 4', x1: x.scale(low), y1: y.scale(low), x2: x.scale(high), y2: y.scale(high) }),
  lineOf(held.filter((bin) => bin.samples >= FEW).map(({ said, came }) => ({ x: said ?? 0, y: came })), x, y, { colour: 'series0', width: 1.5, opacity: 0.55 }),
  held.map(({ said, came, ...bin }) => said === null || came === null ? undefined : element('circle', { ...bin.samples < FEW ? drawn('series0', 1.5) : filled('series0'), cx: x.scale(said), cy: y.scale(came), r: 4.5 },
    element('title', {}, `${percent(bin.from)} to ${percent(bin.to)}: said ${percent(said)}, came ${percent(came)}, ${bin.samples} samples`))),
  held.map((bin) => bar(bin, x, count, bottom, held.length)));
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The part of 0 to 1 where anything lies, so that a model which never says more than 55 % can be read. */
const shown = (held: readonly CalibrationBin[]): readonly [number, number] => {
  const values = held.flatMap(({ from, to, said, came }) => [from, to, said ?? from, came ?? from]);
  const [low, high] = values.length === 0 ? [0, 1] : extent(values, 0.04);
  return [Math.max(0, low), Math.min(1, high)];
};

/** Digits of a count that still fit above a bar. */
const CROWDED = 12;

const bar = ({ from, to, samples }: CalibrationBin, x: Axis, count: Axis, bottom: number, bars: number) => {
  const [left, right, top] = [x.scale(from) + 1, x.scale(to) - 1, count.scale(samples)];
  const words = samples.toLocaleString('en-US');
  return [
    element('rect', { ...filled('series0'), 'fill-opacity': 0.55, x: left, y: top, width: Math.max(1, right - left), height: bottom - top }),
    bars > CROWDED ? undefined : element('text', { ...filled('ink'), 'font-size': 10, x: (left + right) / 2, y: top - 4, 'text-anchor': 'middle' }, words),
  ];
};
