/**
 * Canonical JSON (RFC 8785): members sorted by the UTF-16 code units of their keys, no spaces. Equal values have equal text, so that
 * hashes and stores agree about what is the same. Source: RFC 8785 §3.2; numbers and strings as ECMAScript's JSON.stringify has them.
 */

type JsonObject = Readonly<Record<string, unknown>>;

/** The canonical text of a JSON value. Members that are undefined are left out; what is no JSON value is a TypeError. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(scalar(value));
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as JsonObject;
  const shape = shapeOf(object);
  const flat = shape.copies ? flatCopy(object, shape) : undefined;
  return flat === undefined ? written(object, shape) : JSON.stringify(flat);
};

const written = (object: JsonObject, { sorted }: Shape): string => `{${sorted
  .filter((key) => object[key] !== undefined)
  .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
  .join(',')}}`;

/** An object of scalars with its members in canonical order, which the native writer then writes at twice our speed. */
const flatCopy = (object: JsonObject, { sorted }: Shape): JsonObject | undefined => {
  const copy: Record<string, unknown> = {};
  for (const key of sorted) {
    const member = object[key];
    if (typeof member === 'object' && member !== null) return undefined;
    if (member !== undefined) copy[key] = scalar(member);
  }
  return copy;
};

const scalar = (value: unknown): unknown => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${typeof value === 'number' ? value : `A ${typeof value}`} is no JSON value.`);
};

/** The keys that objects of one kind have, in the order they are met and sorted. */
interface Shape {
  readonly keys: readonly string[];
  readonly sorted: readonly string[];
  /** Whether a copy keeps the sorted order: engines put keys such as "10" first, and `__proto__` is no ordinary key. */
  readonly copies: boolean;
}

/** Shapes met lately: a process sees few, again and again, so sorting happens once for each. */
const shapes: Shape[] = [];
const MOST_SHAPES = 64;
let oldest = 0;

const shapeOf = (object: JsonObject): Shape => {
  const keys = Object.keys(object);
  for (const shape of shapes) if (sameKeys(shape.keys, keys)) return shape;
  const shape = { keys, sorted: keys.toSorted(), copies: !keys.some((key) => /^\d|^__proto__$/.test(key)) };
  shapes[oldest] = shape;
  oldest = (oldest + 1) % MOST_SHAPES;
  return shape;
};

const sameKeys = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};
