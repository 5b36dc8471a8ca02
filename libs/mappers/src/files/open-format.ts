/** Reads a file of any format we know, as its bytes arrive. */
import { readJsonText } from '@streamforge/codec/json';
import { TerminalError } from '@streamforge/contracts/errors';
import { elementSplitter } from './element-splitter.ts';
import type { FileFormat, Sample } from './format.ts';
import { formatOf, sampleOf } from './formats.ts';
import { lineSplitter } from './line-splitter.ts';
import { refused, type Mapped, type RefusedRow, type Row, type RowReader, type Splitter } from './mapped.ts';
import type { FileOptions } from './options.ts';

export interface OpenFile {
  /** The format's name, once the first row was read. */
  readonly format: string | undefined;
  /**
   * Reads the next bytes (expanded, of any length, cut anywhere) and returns what became of the rows that they complete. Throws
   * TerminalError where the file as a whole can't be read: FILE_FORMAT_UNKNOWN, FILE_COLUMN_MISSING, REQUEST_INVALID.
   */
  push(chunk: Uint8Array): Mapped[];
  /** To be called once, at the file's end: returns what became of the last rows. Throws as `push`, also where there was no row. */
  finish(): Mapped[];
}

/** Opens a file by its name and by what the user said about it. Memory stays within a few MiB however large the file is. */
export const openFormat = (options: FileOptions): OpenFile => {
  const rows = rowsOf(options);
  let format: FileFormat | undefined;
  let reader: RowReader | undefined;

  const readerFor = (text: string): RowReader => {
    const sample = sampleOf(text, rows.framing);
    format = formatOf(sample, options);
    return format.open(sample, options);
  };

  const readText = (row: Row, text: string, out: Mapped[]): void => {
    const fault = reader === undefined ? brokenObject(text) : undefined;
    if (fault !== undefined) {
      out.push(refused(row, fault));
      return;
    }
    reader ??= readerFor(text);
    reader.read(row, text, out);
  };

  const read = (pieces: readonly (Row | RefusedRow)[]): Mapped[] => {
    const out: Mapped[] = [];
    for (const piece of pieces) {
      if ('refusal' in piece) out.push(piece);
      else if (piece.text === null) out.push(refused(piece, { code: 'ENCODING_NOT_UTF8', detail: 'Its bytes are not UTF-8.' }));
      else readText(piece, piece.text, out);
    }
    return out;
  };

  return {
    get format() {
      return format?.name;
    },
    push: (chunk) => read(rows.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'))),
    finish: () => {
      const out = read(rows.finish());
      if (reader === undefined && out.length === 0) {
        throw new TerminalError('FILE_FORMAT_UNKNOWN', 'It has no rows.', { file: options.file });
      }
      reader?.finish?.(out);
      return out;
    },
  };
};

/** A first row that should be a JSON object and is none tells no format: it is refused alone, and the next row is looked at. */
const brokenObject = (text: string): RefusedRow['refusal'] | undefined => {
  if (!/^\s*\{./.test(text)) return undefined;
  const reading = readJsonText(text);
  return reading.ok ? undefined : { code: reading.code, detail: reading.detail };
};

/** Bytes that wait until they tell how the file is cut into rows. */
const ENOUGH_TO_TELL = 4_096;
const BOM = '\u00ef\u00bb\u00bf';
const UTF16 = /^(?:\u00ff\u00fe|\u00fe\u00ff)/;
/** An array of arrays or objects is one JSON text; a line that starts with a number in an array is a row of its own. */
const JSON_ARRAY = /^\s*\[\s*[[{\]]/;

/** Of text whose bytes are not UTF-8 a few characters are unreadable, those beyond ASCII; of a program or a picture most are. */
const isBinary = (latin: string): boolean => {
  if (latin.includes('\u0000')) return true;
  const text = Buffer.from(latin, 'latin1').toString();
  return text.split('\ufffd').length - 1 > text.length / 2;
};

interface Rows extends Splitter {
  readonly framing: Sample['framing'];
}

/** Splits as the file's first characters demand. */
const rowsOf = ({ file }: FileOptions): Rows => {
  let start = '';
  let framing: Sample['framing'] = 'lines';
  let splitter: Splitter | undefined;
  const begin = (): Splitter => {
    if (UTF16.test(start)) throw new TerminalError('FILE_FORMAT_UNKNOWN', 'It is UTF-16; save it as UTF-8.', { file });
    if (isBinary(start.slice(0, ENOUGH_TO_TELL))) {
      throw new TerminalError('FILE_FORMAT_UNKNOWN', 'It is not text: its first bytes are binary.', { file });
    }
    if (start.startsWith(BOM)) start = start.slice(BOM.length);
    if (JSON_ARRAY.test(start)) framing = 'elements';
    return framing === 'elements' ? elementSplitter() : lineSplitter();
  };
  return {
    get framing() {
      return framing;
    },
    push: (latin) => {
      if (splitter !== undefined) return splitter.push(latin);
      start += latin;
      if (start.length < ENOUGH_TO_TELL) return [];
      splitter = begin();
      return splitter.push(start);
    },
    finish: () => {
      if (splitter !== undefined) return splitter.finish();
      splitter = begin();
      return [...splitter.push(start), ...splitter.finish()];
    },
  };
};
