import { limits } from '@streamforge/contracts/limits';
import { oversized, rowOf, type RefusedRow, type Row, type Splitter } from './mapped.ts';

/** Cuts text into lines at LF. A CR before it falls away; blank lines too, though they are counted. */
export const lineSplitter = (): Splitter => {
  let line = 0;
  let held = '';
  let skipping = false;

  const end = (piece: string, rows: (Row | RefusedRow)[]): void => {
    if (skipping) {
      skipping = false;
      return;
    }
    line += 1;
    const latin = piece.endsWith('\r') ? piece.slice(0, -1) : piece;
    if (latin.length > limits.recordBytes) rows.push(oversized(line, latin));
    else if (latin.trim() !== '') rows.push(rowOf(line, latin));
  };

  return {
    push: (latin) => {
      const rows: (Row | RefusedRow)[] = [];
      let from = 0;
      for (let to = latin.indexOf('\n'); to !== -1; to = latin.indexOf('\n', from)) {
        end(held === '' ? latin.slice(from, to) : held + latin.slice(from, to), rows);
        held = '';
        from = to + 1;
      }
      if (skipping) return rows;
      held += latin.slice(from);
      if (held.length > limits.recordBytes + 1) {
        end(held, rows);
        held = '';
        skipping = true;
      }
      return rows;
    },
    finish: () => {
      const rows: (Row | RefusedRow)[] = [];
      if (held !== '') end(held, rows);
      return rows;
    },
  };
};
