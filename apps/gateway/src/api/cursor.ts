/** Where a page ended: opaque to callers, so that it may change. */
export interface Place {
  readonly series: string;
  readonly order: number;
  readonly id: string;
}

/** The text of a cursor: a place in a collection, for `next` of an answer. */
export const writeCursor = ({ series, order, id }: Place): string => Buffer.from(JSON.stringify([series, order, id])).toString('base64url');

/** The place, or undefined when the text is no cursor. */
export const readCursor = (text: string): Place | undefined => {
  try {
    const place = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    if (!Array.isArray(place) || place.length !== 3) return undefined;
    const [series, order, id] = place as readonly unknown[];
    const whole = typeof series === 'string' && Number.isSafeInteger(order) && typeof id === 'string';
    return whole ? { series, order: order as number, id } : undefined;
  } catch {
    return undefined;
  }
};
