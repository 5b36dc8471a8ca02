/**
 * Whether a file of an artefact begins as its name says: the first look at bytes that came from elsewhere, before anything parses them.
 * A pickle runs code when it is loaded, whatever it is called, so it is told by its bytes and not by its name.
 */
import { TerminalError } from '@streamforge/contracts/errors';

/** Formats that can run code or hide other files, by how they begin; what was stored under another name is named in the refusal. */
const foreign: readonly { readonly begins: readonly number[]; readonly is: string }[] = [
  ...[2, 3, 4, 5].map((protocol) => ({ begins: [0x80, protocol], is: 'a pickle' })),
  { begins: [0x50, 0x4b, 0x03, 0x04], is: 'a zip archive, as PyTorch saves pickles in' },
  { begins: [0x89, 0x48, 0x44, 0x46], is: 'HDF5, which Keras saves code in' },
  { begins: [0x1f, 0x8b], is: 'gzip' },
];

/** Longest header of a weights file: a model’s tensors are described in some kilobytes. */
const MOST_HEADER_BYTES = 16_777_216;
const LENGTH_BYTES = 8;

/** The numbers of the first field of an ONNX file: the version of the format. */
const ONNX_BEGINS = 0x08;

const startsWith = (bytes: Uint8Array, begins: readonly number[]): boolean => begins.every((byte, at) => bytes[at] === byte);

const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const weightsFault = (bytes: Uint8Array): string | undefined => {
  if (bytes.length < LENGTH_BYTES) return 'is shorter than a safetensors file’s length field';
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > BigInt(MOST_HEADER_BYTES)) return `says that its header has ${length} bytes, and at most ${MOST_HEADER_BYTES} are read`;
  if (length > BigInt(bytes.length - LENGTH_BYTES)) return 'is cut: its header does not fit in it';
  return bytes[LENGTH_BYTES] === 0x7b ? undefined : 'is no safetensors file: its header does not begin with {';
};

const jsonFault = (bytes: Uint8Array): string | undefined => {
  const text = textOf(bytes);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'holds no JSON object';
  } catch {
    return 'is no JSON';
  }
};

/** Elements and attributes by which an SVG could run or fetch something. Our plots have none of them. */
const ACTIVE = /<(?:script|foreignObject|iframe|embed|object|image|use|a|animate\w*|set)\b|\son\w+\s*=|\bhref\s*=|<!(?:DOCTYPE|ENTITY)|<\?|@import|url\((?!#)/iu;

const plotFault = (bytes: Uint8Array): string | undefined => {
  const text = textOf(bytes);
  if (text?.startsWith('<svg ') !== true || !text.trimEnd().endsWith('</svg>')) return 'is no whole SVG';
  return ACTIVE.test(text) ? 'holds an element that could run or fetch something' : undefined;
};

const faultOf = (name: string, bytes: Uint8Array): string | undefined => {
  const found = foreign.find(({ begins }) => startsWith(bytes, begins) && (name !== 'model.safetensors' || bytes[LENGTH_BYTES] !== 0x7b));
  if (found !== undefined) return `is ${found.is}`;
  if (name === 'model.safetensors') return weightsFault(bytes);
  if (name === 'model.onnx') return bytes[0] === ONNX_BEGINS ? undefined : 'is no ONNX file';
  if (name.endsWith('.json')) return jsonFault(bytes);
  if (name.endsWith('.svg')) return plotFault(bytes);
  return textOf(bytes) === undefined ? 'is no text' : undefined;
};

/** Throws `ARTEFACT_INVALID` for bytes that are not what a file of this name holds. */
export const assertContent = (name: string, bytes: Uint8Array, key: string): void => {
  const fault = faultOf(name, bytes);
  if (fault !== undefined) throw new TerminalError('ARTEFACT_INVALID', `${name} ${fault}.`, { key });
};
