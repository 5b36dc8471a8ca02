import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const pages = async (): Promise<readonly string[]> => {
  const docs = await readdir('docs', { recursive: true });
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];
};

/** Paths of the project that a page names in code spans. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:apps|libs|tools|docs)\/[\w./-]+\.\w+)`/g)].map((match) => match[1] ?? '');

describe('the docs', () => {
  it('name only files that exist', async () => {
    const named = await Promise.all((await pages()).map(async (page) => pathsIn(await readFile(page, 'utf8')).map((path) => ({ page, path }))));
    expect(named.flat().length).toBeGreaterThan(40);
    expect(named.flat().filter(({ path }) => !existsSync(path))).toEqual([]);
  });

  it('say each word of the glossary once', async () => {
    const words = [...(await readFile('docs/glossary.md', 'utf8')).matchAll(/^\| ([^|]+) \| /gm)].map((match) => match[1]).filter((word) => word !== 'Word');
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });

  it('number the decisions without holes', async () => {
    const numbers = (await readdir('docs/adr')).toSorted().map((file) => Number(file.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });
});
