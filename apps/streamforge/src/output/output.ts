/** Where a command writes: stdout carries data and nothing else, stderr carries talk. With `--json` the data is JSON, one value. */
import { coloursFor, type Colours } from './colour.ts';
import { table, type Column } from './table.ts';

/** The streams and the environment of a command; a test passes its own. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Characters that fit on one line; 80 where the terminal does not say. */
export const widthOf = ({ columns = 0 }: { readonly columns?: number }): number => columns > 0 ? columns : 80;

export interface Output {
  readonly json: boolean;
  readonly terminal: Terminal;
  /** Colours of stdout. */
  readonly colours: Colours;
  /** Colours of stderr. */
  readonly talkColours: Colours;
  /** Data: the value itself with `--json`, else what `shown` makes of it. */
  data<Value>(value: Value, shown: (value: Value, colours: Colours) => string): void;
  /** Data that is a list of rows: a JSON array, or a table. */
  rows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void;
  /** A line for the person watching. */
  talk(line: string): void;
}

export const openOutput = (terminal: Terminal, json: boolean): Output => {
  const colours = coloursFor(terminal.stdout, terminal.env);
  const talkColours = coloursFor(terminal.stderr, terminal.env);
  const line = (text: string): void => void terminal.stdout.write(`${text}\n`);
  return {
    json,
    terminal,
    colours,
    talkColours,
    data: (value, shown) => line(json ? JSON.stringify(value, null, 2) : shown(value, colours)),
    rows: (rows, columns) => line(json ? JSON.stringify(rows, null, 2) : table(rows, columns, colours)),
    talk: (text) => void terminal.stderr.write(`${text}\n`),
  };
};
