/** Elements of SVG as text. Whatever is put in is data: names and texts come out escaped, so that none can become markup. */

/** Markup that came out of `element` and may go into another. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | undefined | readonly Child[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** What XML 1.0 has no way to write, and halves of characters; marks that turn the direction of text would let a name disguise itself. */
// oxlint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Text as XML may hold it. */
export const escaped = (text: string): string =>
  text.toWellFormed().replaceAll(unwritable, '\ufffd').replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

const DIGITS = 2;

/** Hundredths of a pixel are enough, and the same everywhere. */
const written = (value: string | number): string => typeof value === 'number'
  ? String(Object.is(Math.round(value * 10 ** DIGITS), -0) ? 0 : Math.round(value * 10 ** DIGITS) / 10 ** DIGITS)
  : escaped(value);

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element; an attribute that is undefined is left out, and text among the children is escaped. */
export const element = (name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup => {
  const stated = Object.entries(attributes).flatMap(([key, value]) => value === undefined ? [] : [` ${key}="${written(value)}"`]).join('');
  const inside = children.map(inner).join('');
  return { markup: inside === '' ? `<${name}${stated}/>` : `<${name}${stated}>${inside}</${name}>` };
};

const inner = (child: Child): string => {
  if (child === undefined) return '';
  if (typeof child === 'string') return escaped(child);
  return 'markup' in child ? child.markup : child.map(inner).join('');
};

/** A text of at most so many characters; what is cut off ends in an ellipsis. */
export const shortened = (text: string, most: number): string => {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
