/** What each line, bar or point means, in rows below the title. */
import { element, shortened, type Markup } from './svg.ts';
import { drawn, filled, type Colour } from './theme.ts';

export interface LegendEntry {
  readonly name: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'area' | 'point' | 'ring' | 'bar';
  readonly width?: number;
  readonly dash?: string | undefined;
}

const legendRow = 18;
const SWATCH = 26;
const GAP = 20;
const LONGEST = 30;
/** About the width of a character: nothing here can measure text. */
const CHARACTER = 6.6;

const markOf = ({ colour, mark, width = 2, dash }: LegendEntry, x: number, y: number): Markup => {
  switch (mark) {
    case 'line': return element('line', { ...drawn(colour, width), 'stroke-dasharray': dash, x1: x, x2: x + SWATCH - 6, y1: y - 4, y2: y - 4 });
    case 'area': return element('rect', { ...filled(colour), 'fill-opacity': 0.22, x, y: y - 10, width: SWATCH - 6, height: 11 });
    case 'point': return element('circle', { ...filled(colour), cx: x + SWATCH / 2 - 3, cy: y - 4, r: 4 });
    case 'ring': return element('circle', { ...drawn(colour, 1.5), cx: x + SWATCH / 2 - 3, cy: y - 4, r: 4 });
    default: return element('rect', { ...filled(colour), 'fill-opacity': 0.55, x: x + 4, y: y - 10, width: 10, height: 11 });
  }
};

/** Entries from `left` on, in as many rows as they need; `height` is what they take. */
export const legendOf = (entries: readonly LegendEntry[], left: number, top: number, width: number): { readonly drawing: readonly Markup[]; readonly height: number } => {
  let [x, row] = [left, 0];
  const drawing = entries.map((entry) => {
    const name = shortened(entry.name, LONGEST);
    const room = SWATCH + Array.from(name).length * CHARACTER;
    if (x > left && x + room > left + width) [x, row] = [left, row + 1];
    const y = top + row * legendRow + 12;
    const item = element('g', {},
      name === entry.name ? undefined : element('title', {}, entry.name),
      markOf(entry, x, y), element('text', { ...filled('ink'), x: x + SWATCH, y }, name));
    x += room + GAP;
    return item;
  });
  return { drawing, height: entries.length === 0 ? 0 : (row + 1) * legendRow + 6 };
};
