import type { RowReader } from './mapped.ts';
import type { FileOptions } from './options.ts';

/** The start of a file, from which its format is told. */
export interface Sample {
  /** `lines`: a row a line. `elements`: one JSON array, an element a row. */
  readonly framing: 'lines' | 'elements';
  /** The first row. */
  readonly text: string;
  /** The first row as JSON, where it is an object. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
}

/** A format that files come in. */
export interface FileFormat {
  readonly name: string;
  /** For people: what such a file holds. */
  readonly says: string;
  detect(sample: Sample, options: FileOptions): boolean;
  /** Throws TerminalError where the file lacks what every row needs. */
  open(sample: Sample, options: FileOptions): RowReader;
}
