/** A rectangle with two axes: grid, ticks and their words. */
import { element, type Markup } from './svg.ts';
import { drawn, filled } from './theme.ts';

/** Where a panel lies, in pixels; ticks and axis names lie outside it. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where values lie, with what the axis is called, unit included, and how its ticks are written. */
export interface Axis {
  readonly scale: (value: number) => number;
  readonly label: string;
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
}

export interface Panel {
  readonly place: Place;
  readonly x: Axis;
  readonly y: Axis;
  /** Whether another panel below it has the same x axis, so that its words are left out. */
  readonly bare?: boolean;
}

const TICK = 4;

/** Grid, axes and words; what is drawn on it comes after. */
export const panelOf = ({ place: { left, top, width, height }, x, y, bare = false }: Panel): readonly Markup[] => {
  const bottom = top + height;
  return [
    element('g', { 'aria-hidden': 'true' },
      y.ticks.map((tick) => element('line', { ...drawn('grid'), x1: left, x2: left + width, y1: y.scale(tick), y2: y.scale(tick) })),
      x.ticks.map((tick) => element('line', { ...drawn('grid'), x1: x.scale(tick), x2: x.scale(tick), y1: top, y2: bottom })),
      element('path', { ...drawn('axis'), d: `M${left} ${top}V${bottom}H${left + width}` }),
      x.ticks.map((tick) => element('line', { ...drawn('axis'), x1: x.scale(tick), x2: x.scale(tick), y1: bottom, y2: bottom + TICK }))),
    element('g', { ...filled('faint'), 'font-size': 11, 'text-anchor': 'end' },
      y.ticks.map((tick) => element('text', { x: left - 8, y: y.scale(tick) + 4 }, y.format(tick)))),
    ...bare ? [] : [element('g', { ...filled('faint'), 'font-size': 11, 'text-anchor': 'middle' },
      x.ticks.map((tick) => element('text', { x: x.scale(tick), y: bottom + 18 }, x.format(tick))))],
    ...bare ? [] : [element('text', { ...filled('ink'), x: left + width / 2, y: bottom + 38, 'text-anchor': 'middle' }, x.label)],
    element('text', { ...filled('ink'), transform: `translate(${left - 58} ${top + height / 2}) rotate(-90)`, 'text-anchor': 'middle' }, y.label),
  ];
};
