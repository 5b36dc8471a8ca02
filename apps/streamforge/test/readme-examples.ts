/**
 * The executed examples of a Markdown page: ```sh blocks after an HTML comment `<!-- run -->`, each with the ```text block that may
 * follow it. `<!-- run: background -->` keeps the block running until all examples are done, as a reader would keep a terminal open.
 */
export interface Example {
  readonly script: string;
  /** Line of the page where the script begins. */
  readonly line: number;
  readonly background: boolean;
  /** Lines that the output must hold in this order; `…` stands for any text. */
  readonly expected: readonly string[];
}

const MARK = /^<!--\s*run(?::\s*(background))?\s*-->$/;

export const examplesOf = (page: string): readonly Example[] => {
  const lines = page.split('\n').map((text) => text.trim());
  return lines.flatMap((text, at) => {
    const mark = MARK.exec(text);
    if (mark === null) return [];
    const script = block(lines, at + 1, 'sh');
    if (script === undefined) throw new Error(`line ${at + 1}: no sh block after the mark`);
    const expected = block(lines, script.end, 'text');
    return [{ script: script.text.join('\n'), line: script.begin + 1, background: mark[1] !== undefined, expected: expected?.text ?? [] }];
  });
};

/** The fenced block that begins at a line or after blank ones. */
const block = (lines: readonly string[], from: number, language: string) => {
  let begin = from;
  while (lines[begin] === '') begin++;
  if (lines[begin] !== `\`\`\`${language}`) return undefined;
  const end = lines.indexOf('```', begin + 1);
  if (end === -1) throw new Error(`line ${begin + 1}: the block has no end`);
  return { begin: begin + 1, end: end + 1, text: lines.slice(begin + 1, end) };
};

/** The first expected line that the output lacks after those before it, or undefined when all are there. */
export const missingLine = (expected: readonly string[], output: string): string | undefined => {
  const lines = output.split('\n').map((text) => text.trim());
  let from = 0;
  for (const wanted of expected.filter((text) => text !== '' && text !== '…')) {
    const found = lines.findIndex((text, at) => at >= from && pattern(wanted).test(text));
    if (found === -1) return wanted;
    from = found + 1;
  }
  return undefined;
};

const pattern = (wanted: string): RegExp =>
  new RegExp(`^${wanted.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
