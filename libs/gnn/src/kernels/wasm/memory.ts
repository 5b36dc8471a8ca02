/** The memory of one engine: arrays one after the other, given back all at once. */
import type { WasmMemory, WebAssemblyApi } from './web-assembly.ts';

/** Bytes of a page of WebAssembly, and the most pages there can be: 4 GiB. */
const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** Arrays start at multiples of this, and kernels may read as far beyond the end of one. */
const ALIGNMENT = 16;

export interface Arena {
  readonly memory: WasmMemory;
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
  taken(): number;
  /** Starts again with the first byte. Returns the address and number of values that were taken, for someone to clear. */
  restart(): readonly [address: number, values: number];
  /**
   * Where in memory an array lies of which a kernel uses `length` values. Throws a TypeError for an array of another memory and a
   * RangeError for one that is too short, for a kernel would write over whatever comes next.
   */
  addressOf(array: Float32Array | Int32Array, length: number): number;
}

/**
 * Shared memory, though no other thread has it: only shared memory grows without detaching the arrays that were taken before. What it may
 * grow to is but address space.
 */
export const openArena = ({ Memory }: Pick<WebAssemblyApi, 'Memory'>): Arena => {
  const memory = new Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  let buffer = memory.buffer;
  const buffers = new WeakSet<ArrayBufferLike>([buffer]);
  // Nothing lies at 0, which stands for no array.
  let end = ALIGNMENT;

  /** The start of a stretch of this many values of four bytes. */
  const take = (length: number): number => {
    const start = end;
    const next = end + Math.ceil(length * 4 / ALIGNMENT) * ALIGNMENT;
    const pages = buffer.byteLength / PAGE;
    const missing = Math.ceil((next + ALIGNMENT) / PAGE) - pages;
    if (missing > 0) {
      if (pages + missing > MOST_PAGES) throw new RangeError('a network of more than 4 GiB has no room in one engine');
      // By an eighth at least: growing costs, pages that nobody touches do not.
      memory.grow(Math.min(Math.max(missing, pages >> 3), MOST_PAGES - pages));
      buffer = memory.buffer;
      buffers.add(buffer);
    }
    end = next;
    return start;
  };

  return {
    memory,
    floats: (length) => {
      const start = take(length);
      return new Float32Array(buffer, start, length);
    },
    ints: (length) => {
      const start = take(length);
      return new Int32Array(buffer, start, length);
    },
    taken: () => end,
    restart: () => {
      const stretch = [ALIGNMENT, (end - ALIGNMENT) / 4] as const;
      end = ALIGNMENT;
      return stretch;
    },
    addressOf: (array, length) => {
      if (!buffers.has(array.buffer)) throw new TypeError('the array belongs to another engine');
      if (array.length < length) throw new RangeError(`the array holds ${array.length} values, the kernel uses ${length}`);
      return array.byteOffset;
    },
  };
};
