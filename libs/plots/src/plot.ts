/** A whole plot: paper, title, what it shows in words, and whatever is drawn on it. */
import { element, shortened, type Child } from './svg.ts';
import { filled, font, style } from './theme.ts';

export interface Plot {
  /** Names the file and its parts; letters and dashes. */
  readonly id: string;
  readonly title: string;
  /** One line below the title: what was measured, in figures. */
  readonly subtitle: string;
  /** For those who can't see it: what it shows, in one or two sentences. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
}

/** Where drawing begins below title and subtitle. */
export const headHeight = 58;

export const edge = 20;

/** Characters of a subtitle that fit the width. */
const CHARACTER = 5.9;

/** The file of a plot. */
export const svgOf = ({ id, title, subtitle, description, width, height }: Plot, ...drawing: readonly Child[]): string => {
  const most = Math.floor((width - 2 * edge) / CHARACTER);
  return `${element('svg', {
    xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img',
    'aria-labelledby': `${id}-title ${id}-description`, 'font-family': font, 'font-size': 12,
  },
  element('title', { id: `${id}-title` }, title),
  element('desc', { id: `${id}-description` }, description),
  style(),
  element('rect', { ...filled('paper'), width, height }),
  element('text', { ...filled('ink'), x: edge, y: 26, 'font-size': 16, 'font-weight': 600 }, shortened(title, Math.floor(most * 0.72))),
  element('text', { ...filled('faint'), x: edge, y: 45 }, shortened(subtitle, most)),
  drawing).markup}\n`;
};
