import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

interface Renovate {
  readonly customManagers: readonly { readonly managerFilePatterns: readonly string[]; readonly matchStrings: readonly string[] }[];
}

const settings = JSON.parse(await readFile('renovate.json', 'utf8')) as Renovate;

describe('Renovate', () => {
  it('finds every image that the pipeline and the Dockerfile name, and every chart of an operator', async () => {
    for (const [file, line] of [['.gitlab-ci.yml', /^ {2}[A-Z]+_IMAGE: .*$/gm], ['Dockerfile', /^ARG NODE_IMAGE=.*$/gm], ['tools/pipelines/src/argocd/parts.ts', /^ {2}\{ .*from: \{ operator: .*$/gm]] as const) {
      const text = await readFile(file, 'utf8');
      const manager = settings.customManagers.find(({ managerFilePatterns }) => managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file)));
      const found = [...text.matchAll(new RegExp(manager?.matchStrings[0] ?? 'nothing', 'g'))];
      expect(found.length, file).toBe([...text.matchAll(line)].length);
      expect(found.filter(({ groups }) => groups?.['depName'] === undefined || groups['currentValue'] === undefined)).toEqual([]);
    }
  });
});
