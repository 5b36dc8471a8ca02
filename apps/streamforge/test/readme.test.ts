import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { afterAll, describe, expect, it } from 'vitest';
import { examplesOf, missingLine } from './readme-examples.ts';
import { openReader } from './readme-runner.ts';

/** Follows the examples of a page one after the other, as its reader would. */
const keepsItsWord = (page: string): void => {
  const reader = openReader(resolve('.'));
  afterAll(async () => (await reader).close());

  for (const example of examplesOf(readFileSync(resolve(page), 'utf8'))) {
    it(`keeps its word at line ${example.line}`, async () => expect((await reader).follow(example)).resolves.toBeUndefined(), 120_000);
  }
};

describe('the README', () => {
  keepsItsWord('README.md');
});

describe('the tutorial', () => {
  keepsItsWord('docs/tutorial.md');
});

describe.skipIf(clusterUrls() === undefined)('the page on real servers', () => {
  keepsItsWord('docs/backends.md');
});

describe('the runner of README examples', () => {
  it('finds marked blocks with what they promise, and leaves the others alone', () => {
    const text = ['```sh', 'rm -rf /', '```', '<!-- run -->', '```sh', 'echo a', 'echo b', '```', '', '```text', 'a', '…', '```',
      '<!-- run: background -->', '', '```sh', 'sleep 1', '```', 'prose', '```text', 'x', '```'].join('\n');
    expect(examplesOf(text)).toEqual([
      { script: 'echo a\necho b', line: 6, background: false, expected: ['a', '…'] },
      { script: 'sleep 1', line: 17, background: true, expected: [] },
    ]);
  });

  it('wants promised lines in order, with … for any text', () => {
    expect(missingLine(['a … c', 'd'], 'x\na b c\ny\nd')).toBeUndefined();
    expect(missingLine(['d', 'a … c'], 'a b c\nd')).toBe('a … c');
    expect(missingLine(['1.5'], '115')).toBe('1.5');
  });

  it('notices an example that fails and one that prints something else', async () => {
    const reader = await openReader(resolve('.'));
    const example = { line: 1, background: false, expected: [] };
    await reader.follow({ ...example, script: 'test -f package.json && test ! -e data && echo 8080', expected: ['…'] });
    await expect(reader.follow({ ...example, script: 'exit 3' })).rejects.toThrow('line 1: ended with 3');
    await expect(reader.follow({ ...example, script: 'echo a', expected: ['b'] })).rejects.toThrow('does not print "b"');
    await reader.close();
  });
});
