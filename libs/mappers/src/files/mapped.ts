import type { Refusal } from '@streamforge/codec/received';
import type { MappedEvent } from '../events.ts';

/** What a row of a file became. A row may yield two: the asset that it is the first to mention, and its own event. */
export type Mapped = MappedRow | RefusedRow;

export interface MappedRow {
  /** Line of the file, from 1; in a JSON array the element, from 1. */
  readonly line: number;
  readonly event: MappedEvent;
}

export interface RefusedRow {
  readonly line: number;
  readonly refusal: Refusal;
  /** The row as the file holds it; of one that is too large its first 4 KiB. */
  readonly bytes: Uint8Array;
}

/**
 * A row as the splitters find it. Files are read as Latin-1, one character per byte, so that the original bytes can be made again;
 * a row with bytes beyond ASCII is then read as UTF-8.
 */
export interface Row {
  readonly line: number;
  /** One character per byte. */
  readonly latin: string;
  /** The text, or null where the bytes are not UTF-8. */
  readonly text: string | null;
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const rowOf = (line: number, latin: string): Row => ({ line, latin, text: BEYOND_ASCII.test(latin) ? asUtf8(latin) : latin });

const asUtf8 = (latin: string): string | null => {
  try {
    return utf8.decode(Buffer.from(latin, 'latin1'));
  } catch {
    return null;
  }
};

export const refused = ({ line, latin }: Row, refusal: Refusal): RefusedRow => ({ line, refusal, bytes: Buffer.from(latin, 'latin1') });

/** What of an oversized row is kept to recognise it by. */
const KEPT_OF_OVERSIZED = 4_096;

export const oversized = (line: number, latin: string): RefusedRow => refused(
  { line, latin: latin.slice(0, KEPT_OF_OVERSIZED), text: null },
  { code: 'FILE_TOO_LARGE', detail: 'It is longer than 1 MiB.' },
);

/** Reads the rows of one format, one after the other. */
export interface RowReader {
  /** Appends to `out` what the row became. Throws TerminalError only where the file as a whole can't be read. */
  read(row: Row, text: string, out: Mapped[]): void;
  /** Appends what still waited when the file ended. */
  finish?(out: Mapped[]): void;
}

/** Cuts bytes into rows with bounded memory. */
export interface Splitter {
  push(latin: string): (Row | RefusedRow)[];
  finish(): (Row | RefusedRow)[];
}
