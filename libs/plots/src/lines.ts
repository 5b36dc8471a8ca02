import { area, line } from 'd3-shape';
import type { Axis } from './panel.ts';
import { element, type Markup } from './svg.ts';
import { drawn, filled, type Colour } from './theme.ts';

/** A point of a line; where y is null the line is broken. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** More points than these say nothing on a screen. */
const MOST = 700;

/** At most so many points: of each stretch the lowest and the highest, so that no peak is lost. */
export const thinned = (points: readonly Point[], most = MOST): readonly Point[] => {
  if (points.length <= most) return points;
  const stretch = Math.ceil(points.length / (most / 2));
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const known = points.slice(from, from + stretch).filter(({ y }) => y !== null);
    if (known.length === 0) {
      kept.push(points[from] as Point);
      continue;
    }
    const low = known.reduce((least, point) => (point.y as number) < (least.y as number) ? point : least);
    const high = known.reduce((highest, point) => (point.y as number) > (highest.y as number) ? point : highest);
    kept.push(...low === high ? [low] : [low, high].toSorted((a, b) => a.x - b.x));
  }
  const last = points.at(-1) as Point;
  return kept.at(-1)?.x === last.x ? kept : [...kept, last];
};

export interface LineLook {
  readonly colour: Colour;
  readonly width?: number;
  readonly dash?: string | undefined;
  readonly opacity?: number;
}

/** A line through points; a point that stands alone is drawn as one. */
export const lineOf = (points: readonly Point[], x: Axis, y: Axis, { colour, width = 2, dash, opacity }: LineLook): Markup => {
  const shown = thinned(points);
  const d = line<Point>(({ x: at }) => x.scale(at), ({ y: height }) => y.scale(height as number)).defined((point) => point.y !== null).digits(2)([...shown]);
  return element('path', {
    ...drawn(colour, width), 'stroke-dasharray': dash, 'stroke-opacity': opacity, 'stroke-linejoin': 'round', 'stroke-linecap': 'round', d: d ?? '',
  });
};

export interface BandPoint {
  readonly x: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The room between two lines. */
export const bandOf = (points: readonly BandPoint[], x: Axis, y: Axis, colour: Colour): Markup => {
  const d = area<BandPoint>(({ x: at }) => x.scale(at), ({ low }) => y.scale(low as number), ({ high }) => y.scale(high as number))
    .defined(({ low, high }) => low !== null && high !== null).digits(2)([...points]);
  return element('path', { ...filled(colour), 'fill-opacity': 0.22, d: d ?? '' });
};
