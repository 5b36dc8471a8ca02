/**
 * The safetensors file: 8 bytes little-endian length of a JSON header, the header, then the data of all tensors without gaps. Reading
 * it runs no code, unlike a pickle. Source: the format section of the safetensors README.
 */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Tensor, Tensors } from './tensor.ts';

const LENGTH_BYTES = 8;
/** Longest header that is parsed; the reference reader's limit, 100 MB, is far beyond what our tensors need. */
const HEADER_LIMIT = 16_777_216;
/** The header is padded with spaces so that the data starts on such a boundary. */
const ALIGNMENT = 8;
const FLOAT_BYTES = 4;
const METADATA = '__metadata__';

/** The file of these tensors, in the order of their names, and of text beside them. The same input gives the same bytes. */
export const toSafetensors = (tensors: Tensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array => {
  const ordered = [...tensors].toSorted(([a], [b]) => a < b ? -1 : 1);
  const texts = Object.entries(metadata).toSorted(([a], [b]) => a < b ? -1 : 1);
  const header: [string, unknown][] = texts.length === 0 ? [] : [[METADATA, Object.fromEntries(texts)]];
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === METADATA || elements(shape) !== data.length) {
      throw new RangeError(`the tensor ${name} of ${data.length} values can't be [${shape.join(', ')}]`);
    }
    header.push([name, { dtype: 'F32', shape, data_offsets: [end, end += data.length * FLOAT_BYTES] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + padded + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + padded);
  bytes.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded;
  for (const [, { data }] of ordered) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += FLOAT_BYTES;
    }
  }
  return bytes;
};

/** The tensors and the texts of a file. Throws ARTEFACT_INVALID for anything that the format does not allow, or a type other than F32. */
export const fromSafetensors = (bytes: Uint8Array): { readonly tensors: Tensors; readonly metadata: Readonly<Record<string, string>> } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH_BYTES) throw invalid('it is shorter than its own length field');
  const length = view.getBigUint64(0, true);
  const longest = Math.min(HEADER_LIMIT, bytes.length - LENGTH_BYTES);
  if (length > BigInt(longest)) throw invalid(`its header of ${length} bytes does not fit in the file`);
  const start = LENGTH_BYTES + Number(length);
  const { [METADATA]: texts = {}, ...described } = headerOf(bytes.subarray(LENGTH_BYTES, start));
  const entries = Object.entries(described).map(([name, entry]) => [name, entryOf(name, entry)] as const);
  contiguous(entries.map(([, { from, to }]) => ({ from, to })), bytes.length - start);
  const tensors = entries.map(([name, { shape, from, to }]): readonly [string, Tensor] => {
    const data = new Float32Array((to - from) / FLOAT_BYTES);
    for (let index = 0; index < data.length; index += 1) data[index] = view.getFloat32(start + from + index * FLOAT_BYTES, true);
    return [name, { shape, data }];
  });
  return { tensors: new Map(tensors), metadata: textsOf(texts) };
};

const invalid = (why: string): StreamForgeError => new StreamForgeError('ARTEFACT_INVALID', `the safetensors file can't be read: ${why}`);

const elements = (shape: readonly number[]): number => shape.reduce((product, each) => product * each, 1);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const headerOf = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  if (bytes[0] !== 0x7b) throw invalid('its header does not begin with {');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('its header is not JSON');
  }
  if (!isRecord(header)) throw invalid('its header is no object');
  return header;
};

interface Entry {
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const entryOf = (name: string, entry: unknown): Entry => {
  if (!isRecord(entry)) throw invalid(`the tensor ${name} is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32') throw invalid(`the tensor ${name} is of type ${String(dtype)}; only F32 is read`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw invalid(`the tensor ${name} has no shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) throw invalid(`the tensor ${name} has no offsets`);
  const [from, to] = offsets as [number, number];
  if (to - from !== elements(shape) * FLOAT_BYTES) {
    throw invalid(`the tensor ${name} of shape [${shape.join(', ')}] can't have ${to - from} bytes`);
  }
  return { shape, from, to };
};

/** Tensors must follow one another and fill the file: no gap, no overlap, no bytes that nobody described. */
const contiguous = (places: readonly Pick<Entry, 'from' | 'to'>[], size: number): void => {
  let end = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw invalid(from < end ? 'two tensors overlap' : 'bytes lie between two tensors');
    end = to;
  }
  if (end !== size) throw invalid(`its tensors end at ${end}, its data at ${size}`);
};

const textsOf = (texts: unknown): Readonly<Record<string, string>> => {
  const areTexts = isRecord(texts) && Object.values(texts).every((each) => typeof each === 'string');
  if (!areTexts) throw invalid('its metadata is not text by name');
  return texts as Readonly<Record<string, string>>;
};
