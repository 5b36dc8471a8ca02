/**
 * All vectors of a point as one run of bytes, each aligned to four: kind (0 dense, 1 sparse), bytes of the name, the name, how many
 * numbers, the numbers; a sparse vector has its indices before its weights. In the machine's byte order.
 */
import type { SparseVector, VectorPoint } from '../port.ts';

const word = 4;
const denseKind = 0;
const sparseKind = 1;

type Vectors = Pick<VectorPoint, 'dense' | 'sparse'>;

const padded = (bytes: number): number => Math.ceil(bytes / word) * word;

interface Piece {
  readonly kind: number;
  readonly name: Uint8Array;
  readonly length: number;
  readonly parts: readonly (Float32Array | Uint32Array)[];
}

const piecesOf = ({ dense, sparse }: Vectors): readonly Piece[] => [
  ...Object.entries(dense).map(([name, vector]) => ({ kind: denseKind, name: Buffer.from(name), length: vector.length, parts: [vector] })),
  ...Object.entries(sparse).map(([name, { indices, values }]) => {
    const parts = [indices, values];
    return { kind: sparseKind, name: Buffer.from(name), length: indices.length, parts };
  }),
];

const bytesOf = (part: Float32Array | Uint32Array): Uint8Array => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

/** Vectors as bytes: names, lengths and numbers, in the byte order of the machine. */
export const packVectors = (vectors: Vectors): Uint8Array<ArrayBuffer> => {
  const pieces = piecesOf(vectors);
  const size = pieces.reduce((sum, { name, length, parts }) => sum + 3 * word + padded(name.length) + parts.length * length * word, 0);
  const packed = new Uint8Array(size);
  const heads = new Uint32Array(packed.buffer);
  let at = 0;
  for (const { kind, name, length, parts } of pieces) {
    heads.set([kind, name.length], at / word);
    packed.set(name, at + 2 * word);
    at += 2 * word + padded(name.length);
    heads[at / word] = length;
    at += word;
    for (const part of parts) {
      packed.set(bytesOf(part), at);
      at += length * word;
    }
  }
  return packed;
};

/** A copy that begins at a multiple of four, which views of numbers need. */
const aligned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

interface Found {
  readonly sparse: boolean;
  readonly name: string;
  readonly length: number;
  /** Where its numbers begin. */
  readonly at: number;
}

const found = function* (bytes: Uint8Array<ArrayBuffer>): Generator<Found> {
  const heads = new Uint32Array(bytes.buffer);
  let at = 0;
  while (at < bytes.length) {
    const [kind = 0, nameBytes = 0] = heads.subarray(at / word);
    const name = Buffer.from(bytes.buffer, at + 2 * word, nameBytes).toString();
    at += 2 * word + padded(nameBytes);
    const length = Number(heads[at / word]);
    at += word;
    yield { sparse: kind === sparseKind, name, length, at };
    at += (kind === sparseKind ? 2 : 1) * length * word;
  }
};

/** The vectors again; they share one copy of the bytes. */
export const unpackVectors = (packed: Uint8Array): Vectors => {
  const bytes = aligned(packed);
  const dense: Record<string, Float32Array> = {};
  const sparse: Record<string, SparseVector> = {};
  for (const { sparse: isSparse, name, length, at } of found(bytes)) {
    const values = new Float32Array(bytes.buffer, at + (isSparse ? length * word : 0), length);
    if (isSparse) sparse[name] = { indices: new Uint32Array(bytes.buffer, at, length), values };
    else dense[name] = values;
  }
  return { dense, sparse };
};

/** One dense vector, or undefined when the point has none of that name. A view of the bytes where they allow it: a scan copies nothing. */
export const denseOf = (packed: Uint8Array, wanted: Uint8Array): Float32Array | undefined => {
  const bytes = packed.byteOffset % word === 0 ? packed : aligned(packed);
  const { buffer, byteOffset: start, byteLength } = bytes;
  const heads = new Uint32Array(buffer, start, byteLength / word);
  let at = 0;
  while (at < byteLength) {
    const kind = heads[at / word];
    const nameAt = at + 2 * word;
    const nameBytes = Number(heads[at / word + 1]);
    at = nameAt + padded(nameBytes) + word;
    const length = Number(heads[at / word - 1]);
    if (kind === denseKind && nameBytes === wanted.length && wanted.every((byte, place) => bytes[nameAt + place] === byte)) {
      return new Float32Array(buffer, start + at, length);
    }
    at += (kind === sparseKind ? 2 : 1) * length * word;
  }
  return undefined;
};
