import type { Measured } from '@streamforge/figures/figure';

const head = `# Reliability

What the long fault and load runs showed. \`npm run slow -- <name> --record\` writes the rows of a run; nobody edits them by hand.

| run | figure | measured | bar | verdict | when and where |
|---|---|---|---|---|---|
`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The page with the rows of one run in place of its earlier ones; the rows of other runs stay, in order of their names. */
export const recorded = (page: string, run: string, rows: readonly Measured[], machine: string): string => {
  const kept = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| run |') && !line.startsWith(`| ${run} |`));
  const added = rows.map(({ name, measured, bar, ok }) =>
    `| ${run} | ${cell(name)} | ${cell(measured)} | ${cell(bar)} | ${ok ? 'ok' : 'short'} | ${cell(machine)} |`);
  const runOf = (line: string): string => line.split(' | ')[0] ?? '';
  return `${head}${[...kept, ...added].toSorted((a, b) => runOf(a) < runOf(b) ? -1 : Number(runOf(a) > runOf(b))).join('\n')}\n`;
};
