import { limits } from '@streamforge/contracts/limits';
import { lineInvalid } from '../events.ts';
import { oversized, refused, rowOf, type RefusedRow, type Row, type Splitter } from './mapped.ts';

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/**
 * Cuts one JSON array into its elements as they arrive, so that an array of any length needs the memory of one element. What an
 * element holds is judged by its reader; here only brackets and quotes count. `line` is the element's number.
 */
export const elementSplitter = (): Splitter => {
  let place: 'before' | 'between' | 'element' | 'after' | 'done' = 'before';
  let line = 0;
  let held = '';
  let depth = 0;
  let inText = false;
  let escaped = false;
  let skipping = false;

  const end = (piece: string, rows: (Row | RefusedRow)[]): void => {
    place = 'between';
    const latin = held + piece;
    held = '';
    if (skipping) skipping = false;
    else if (latin.length > limits.recordBytes) rows.push(oversized(line, latin));
    else rows.push(rowOf(line, latin.trimEnd()));
  };

  /** Follows one character of an element; true where the element ends before it, false where after it or not yet. */
  const endsBefore = (code: number): boolean => {
    if (inText) {
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) inText = false;
      return false;
    }
    if (code === QUOTE) inText = true;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) depth += 1;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1;
    return depth < 0 || (depth === 0 && code === COMMA);
  };

  const keep = (piece: string, rows: (Row | RefusedRow)[]): void => {
    if (skipping) return;
    held += piece;
    if (held.length <= limits.recordBytes) return;
    rows.push(oversized(line, held));
    held = '';
    skipping = true;
  };

  const push = (latin: string): (Row | RefusedRow)[] => {
    const rows: (Row | RefusedRow)[] = [];
    let from = 0;
    for (let at = 0; at < latin.length; at += 1) {
      const code = latin.charCodeAt(at);
      if (place === 'element') {
        const wasOpen = depth > 0;
        if (endsBefore(code)) {
          end(latin.slice(from, at), rows);
          if (code !== COMMA) place = 'after';
        } else if (wasOpen && depth === 0) {
          end(latin.slice(from, at + 1), rows);
        }
      } else if (isBlank(code) || (code === COMMA && place === 'between') || place === 'done') {
        continue;
      } else if (place === 'between' && code === CLOSE_ARRAY) {
        place = 'after';
      } else if (place === 'between') {
        place = 'element';
        line += 1;
        from = at;
        depth = 0;
        endsBefore(code);
      } else if (place === 'before') {
        place = 'between';
      } else {
        rows.push(refused(rowOf(line + 1, latin.slice(at, at + 4_096)), lineInvalid('There is text after the end of the array.')));
        place = 'done';
      }
    }
    if (place === 'element') keep(latin.slice(from), rows);
    return rows;
  };

  return {
    push,
    finish: () => {
      if (place === 'after' || place === 'done') return [];
      return [refused(rowOf(Math.max(line, 1), held), lineInvalid('The array is not closed: the file may be cut short.'))];
    },
  };
};
