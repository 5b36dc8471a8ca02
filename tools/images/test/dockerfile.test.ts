import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

/** The instructions of each stage, each on a line. */
const stages = async (): Promise<readonly (readonly string[])[]> => {
  const lines = (await readFile('Dockerfile', 'utf8')).replaceAll('\\\n', '').split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  const starts = lines.flatMap((line, at) => line.startsWith('FROM ') ? [at] : []);
  return starts.map((start, index) => lines.slice(start, starts[index + 1]));
};

describe('the layer of an image that holds the packages', () => {
  it('hangs on the lock file and on what reads it, and not on the sources or another stage', async () => {
    const whole = (await stages()).find((lines) => lines.some((line) => line.includes('npm ci'))) ?? [];
    const stage = whole.slice(0, whole.findIndex((line) => line.includes('npm ci')) + 1);
    expect(stage.filter((line) => /^(COPY|ADD) /.test(line))).toEqual(['COPY package-lock.json ./', 'COPY tools/images/src/manifests.ts tools/images/src/']);
    expect(stage.filter((line) => line.startsWith('ARG '))).toEqual(['ARG SERVICE']);
    expect(stage.join('\n')).not.toContain('type=bind');
    // It runs before anything is installed, and imports no other file.
    const imports = [...(await readFile('tools/images/src/manifests.ts', 'utf8')).matchAll(/ from '([^']+)'/g)].map(([, from]) => from);
    expect(imports.filter((from) => from?.startsWith('node:') !== true)).toEqual([]);
  });

  it('comes before the sources, and the real manifests are checked after them', async () => {
    const text = await readFile('Dockerfile', 'utf8');
    const places = ['npm ci', 'COPY . .', 'manifests.ts check', 'main.ts bundle'].map((part) => text.indexOf(part));
    expect(places.every((at) => at > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe('what images are built from', () => {
  // Where .dockerignore begins with *, Kaniko's cache does not see files that come from another stage.
  it('reaches no step that a cache could keep by way of another stage', async () => {
    const found = (await stages()).map((lines) => ({ lines, copied: lines.findIndex((line) => line.startsWith('COPY --from=')), ran: lines.findLastIndex((line) => line.startsWith('RUN ')) }));
    expect(found.filter(({ copied }) => copied >= 0)).not.toEqual([]);
    expect(found.filter(({ copied, ran }) => copied >= 0 && ran > copied)).toEqual([]);
  });

  // Kaniko asks moby's patternmatcher by `Matches`, which holds a pattern of two parts to the first two folders of a path alone.
  it('leaves out a folder in words that every builder understands: itself, and all that it holds', async () => {
    const patterns = (await readFile('.dockerignore', 'utf8')).split('\n');
    const folders = patterns.filter((pattern) => /^\*\*\/[^*/]+$/.test(pattern));
    expect(folders).toEqual(expect.arrayContaining(['**/node_modules', '**/test', '**/data']));
    expect(folders.filter((folder) => !patterns.includes(`${folder}/**`))).toEqual([]);
  });
});
