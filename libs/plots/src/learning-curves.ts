/** How a training went: losses by epoch, each on an axis of its own since they are of other bars, and the share of directions named in validation. */
import { across, extent, upright } from './axes.ts';
import { legendOf, type LegendEntry } from './legend.ts';
import { lineOf } from './lines.ts';
import { panelOf } from './panel.ts';
import { edge, headHeight, svgOf } from './plot.ts';
import { element } from './svg.ts';
import { drawn, filled } from './theme.ts';

/** An epoch as `@streamforge/gnn/options` describes it. */
export interface EpochPoint {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

export interface LearningCurves {
  readonly model: string;
  readonly epochs: readonly EpochPoint[];
  /** The epoch whose weights were kept; 0 for none. */
  readonly bestEpoch: number;
  /** Other seeds that learned from the same bars. */
  readonly others?: readonly { readonly epochs: readonly EpochPoint[] }[];
}

const [WIDTH, LEFT, LOSS, ACCURACY, GAP] = [760, 80, 124, 96, 18];

const counted = (epochs: number): string => `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;

const entries: readonly LegendEntry[] = [
  { name: 'training loss', colour: 'series0', mark: 'line' },
  { name: 'validation loss', colour: 'series1', mark: 'line' },
  { name: 'validation accuracy', colour: 'series2', mark: 'line' },
];

const otherSeeds: LegendEntry = { name: 'validation loss of other seeds', colour: 'series1', mark: 'line', width: 1 };

export const learningCurves = ({ model, epochs, bestEpoch, others = [] }: LearningCurves): string => {
  const legend = legendOf([...entries, ...others.length === 0 ? [] : [otherSeeds]], LEFT, headHeight, WIDTH - LEFT - edge);
  const learned = { left: LEFT, top: headHeight + legend.height + 4, width: WIDTH - LEFT - edge, height: LOSS };
  const checked = { ...learned, top: learned.top + LOSS + GAP };
  const shares = { ...learned, top: checked.top + LOSS + GAP, height: ACCURACY };
  const range: [number, number] = [1, Math.max(2, ...[{ epochs }, ...others].map((each) => each.epochs.at(-1)?.epoch ?? 2))];
  const x = across(learned, range, 'epoch', { whole: true });
  const trained = upright(learned, extent(epochs.map(({ trainLoss }) => trainLoss)), 'training loss');
  const validated = upright(checked, extent([{ epochs }, ...others].flatMap((each) => each.epochs.map(({ validationLoss }) => validationLoss))), 'validation loss');
  const accuracy = upright(shares, extent(epochs.map(({ validationAccuracy }) => validationAccuracy), 0.15), 'accuracy', { percent: true });
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const bottom = shares.top + shares.height;
  const at = x.scale(bestEpoch);
  const kept = best === undefined ? [] : [
    element('line', { ...drawn('faint'), 'stroke-dasharray': '3 3', x1: at, x2: at, y1: learned.top, y2: bottom }),
    element('circle', { ...filled('series1'), cx: at, cy: validated.scale(best.validationLoss), r: 4 }),
    element('text', {
      ...filled('faint'), 'font-size': 11, y: learned.top + 13,
      ...at > WIDTH - 130 ? { x: at - 6, 'text-anchor': 'end' } : { x: at + 6 },
    }, `kept: epoch ${bestEpoch}`),
  ];
  const figure = best === undefined ? 'no epoch was kept' : `validation loss ${best.validationLoss.toFixed(4)} and accuracy ${(100 * best.validationAccuracy).toFixed(2)} % at epoch ${bestEpoch}, whose weights were kept`;
  const points = (of: 'trainLoss' | 'validationLoss' | 'validationAccuracy') => epochs.map((each) => ({ x: each.epoch, y: each[of] }));
  return svgOf({
    id: 'learning-curves',
    title: `Learning curves of ${model}`,
    subtitle: `${counted(epochs.length)}; ${figure}`,
    description: `Training loss, validation loss and validation accuracy, each on its own axis, losses as means per sample, over ${counted(epochs.length)}: ${figure}.`,
    width: WIDTH, height: bottom + 52,
  },
  legend.drawing,
  panelOf({ place: learned, x, y: trained, bare: true }),
  panelOf({ place: checked, x, y: validated, bare: true }),
  panelOf({ place: shares, x, y: accuracy }),
  others.map((other) => lineOf(other.epochs.map(({ epoch, validationLoss }) => ({ x: epoch, y: validationLoss })), x, validated, { colour: 'series1', width: 1, opacity: 0.35 })),
  kept,
  lineOf(points('trainLoss'), x, trained, { colour: 'series0' }),
  lineOf(points('validationLoss'), x, validated, { colour: 'series1' }),
  lineOf(points('validationAccuracy'), x, accuracy, { colour: 'series2' }));
};
