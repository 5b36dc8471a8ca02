/**
 * Colours and type. Light colours stand in the attributes, so that every renderer shows them; where the reader prefers dark, the style
 * replaces them by class. Series differ by dashes too, not by colour alone. Source of the palette: Okabe and Ito, Color universal design (2008).
 */
import { element, type Attributes, type Markup } from './svg.ts';

/** Roles of a colour: [light, dark]. */
const colours = {
  paper: ['#ffffff', '#0f141a'],
  ink: ['#1c2126', '#e4e9ee'],
  faint: ['#5c6670', '#9aa6b2'],
  grid: ['#e3e7eb', '#29313a'],
  axis: ['#8b95a0', '#5d6873'],
  series0: ['#0072b2', '#56b4e9'],
  series1: ['#d55e00', '#ff9147'],
  series2: ['#00805d', '#33cf9f'],
  series3: ['#b0528a', '#eb9cc9'],
  series4: ['#a87000', '#efbf4a'],
  series5: ['#5b4fc4', '#a9a1ff'],
  series6: ['#7a6a58', '#c9b8a4'],
  series7: ['#4d7a94', '#9fcbe2'],
  series8: ['#c0334d', '#ff8095'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type Colour = keyof typeof colours;

const dashes = ['', '', '7 3', '3 3', '9 3 2 3', '12 4', '2 4', '6 2 2 2', '10 2'] as const;

/** Colour and dashes of the nth series; after the ninth they begin again, save the first, which is the model’s own. */
export const seriesLook = (index: number): { readonly colour: Colour; readonly dash: string | undefined } => {
  const place = index < dashes.length ? index : 1 + (index - 1) % (dashes.length - 1);
  return { colour: `series${place}` as Colour, dash: dashes[place] === '' ? undefined : dashes[place] };
};

/** Attributes of something filled, or drawn as a line. */
export const filled = (colour: Colour): Attributes => ({ class: `f-${colour}`, fill: colours[colour][0] });
export const drawn = (colour: Colour, width = 1): Attributes =>
  ({ class: `s-${colour}`, stroke: colours[colour][0], 'stroke-width': width, fill: 'none' });

/** The style of every plot: one text, without anything that came from outside. */
export const style = (): Markup => {
  const dark = Object.entries(colours).map(([name, [, colour]]) => `.f-${name}{fill:${colour}}.s-${name}{stroke:${colour}}`).join('');
  return element('style', {}, { markup: `@media (prefers-color-scheme: dark){${dark}}` });
};

export const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
