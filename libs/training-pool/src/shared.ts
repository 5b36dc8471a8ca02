/** Typed arrays in memory that threads share, so that many tasks over one data set hold it once. */

type Typed = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

const isTyped = (value: object): value is Typed => ArrayBuffer.isView(value) && !(value instanceof DataView);

const sharedArray = (array: Typed): Typed => {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const make = array.constructor as new (buffer: SharedArrayBuffer) => Typed;
  const copy = new make(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
};

/** A copy of plain data whose typed arrays are shared: sent to a thread, they are the same memory there. Nobody may write to them any more. */
export const shared = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value;
  if (isTyped(value)) return sharedArray(value) as Value;
  if (Array.isArray(value)) return value.map(shared) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shared(member as unknown)])) as Value;
};
