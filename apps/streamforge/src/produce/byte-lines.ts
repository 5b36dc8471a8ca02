/** Lines of bytes, cut at LF only: other line ends that Unicode knows may stand inside a JSON text. */
import { limits } from '@streamforge/contracts/limits';
import type { Refusal } from '@streamforge/codec/received';

export type InputLine = { readonly number: number } & ({ readonly text: string } | { readonly refusal: Refusal });

const LF = 0x0a;
const BLANK = /^[ \t\r]*$/;
const BOM = '\ufeff';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * For each chunk the lines that it completes, numbered from 1; a CR before the LF, a BOM at the very beginning and blank lines fall away.
 * A line that is not UTF-8 or longer than a record may be becomes a refusal; not more of one than that is held in memory.
 */
export async function* byteLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<readonly InputLine[]> {
  let number = 0;
  let held: Uint8Array[] = [];
  let length = 0;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length <= limits.recordBytes + 1) held.push(piece);
    else held = [];
  };
  const end = (): readonly InputLine[] => {
    number++;
    const line = length > limits.recordBytes + 1
      ? refused(number, 'RECORD_TOO_LARGE', 'The line is longer than 1 MiB.')
      : read(number, Buffer.concat(held));
    held = [];
    length = 0;
    return line === undefined ? [] : [line];
  };
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const lines: InputLine[] = [];
    let from = 0;
    for (let to = bytes.indexOf(LF); to !== -1; to = bytes.indexOf(LF, from)) {
      add(bytes.subarray(from, to));
      lines.push(...end());
      from = to + 1;
    }
    if (from < bytes.length) add(bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield end();
}

const read = (number: number, bytes: Uint8Array): InputLine | undefined => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refused(number, 'ENCODING_NOT_UTF8', 'The line is not valid UTF-8.');
  }
  if (number === 1 && text.startsWith(BOM)) text = text.slice(BOM.length);
  if (text.endsWith('\r')) text = text.slice(0, -1);
  if (BLANK.test(text)) return undefined;
  if (text.startsWith(BOM)) return refused(number, 'ENCODING_BOM', 'The line starts with a byte order mark.');
  const fault = jsonFault(text);
  return fault === undefined ? { number, text } : refused(number, 'JSON_INVALID', fault);
};

const refused = (number: number, code: Refusal['code'], detail: string): InputLine => ({ number, refusal: { code, detail } });

/** Several records travel in one request, so that a line must be JSON by itself. */
const jsonFault = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
