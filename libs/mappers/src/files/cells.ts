/** Cells of a line of separated values. */

export type Separator = ',' | ';' | '\t';

const separators: readonly Separator[] = [',', ';', '\t'];

/** The separator that a first line uses most; a comma where it uses none. */
export const separatorOf = (firstLine: string): Separator => {
  const bare = firstLine.replaceAll(/"[^"]*"/g, '');
  const counts = separators.map((separator) => bare.split(separator).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
};

/** The trimmed cells of a line, or undefined where its quotes can't be read. Most lines have no quotes and are simply cut. */
export const cellsOf = (line: string, separator: Separator): readonly string[] | undefined => {
  if (line.includes('"')) return quotedCells(line, separator);
  const cells = line.split(separator);
  if (line.includes(' ')) for (let at = 0; at < cells.length; at += 1) cells[at] = cells[at]?.trim() ?? '';
  return cells;
};

/** A whole cell in quotes, quotes in it doubled, or a bare cell without any. Source: RFC 4180, of one line. */
const CELL: Readonly<Record<Separator, RegExp>> = {
  ',': /\s*(?:"((?:[^"]|"")*)"|([^",]*?))\s*(,|$)/y,
  ';': /\s*(?:"((?:[^"]|"")*)"|([^";]*?))\s*(;|$)/y,
  '\t': / *(?:"((?:[^"]|"")*)"|([^"\t]*?)) *(\t|$)/y,
};

const quotedCells = (line: string, separator: Separator): readonly string[] | undefined => {
  const pattern = CELL[separator];
  const cells: string[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const found = pattern.exec(line);
    if (found === null) return undefined;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return cells;
  }
};
