/** Values that pages name, against what charts have. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartValues } from '../src/values-page.ts';

const pages = ['deploy/environments/README.md', ...['docs/runbooks', 'docs/cluster'].flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))].filter((page) => page !== 'docs/cluster/values.md');

/** Words with dots between that are no value of ours: files, keys of Secrets, hosts, values of Reloader's own chart. */
const isOther = (word: string): boolean => /\.(ya?ml|json|ts|md|sh|crt|key|com)$|^reloader\./.test(word);

/** `kafka.enabled: false` → kafka.enabled. Topics have numbers in their names. */
const namedIn = (page: string): readonly string[] => [...page.matchAll(/`(?<word>[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+)(?::[^`]*)?`/g)]
  .map(({ groups }) => groups?.['word'] ?? '').filter((word) => !isOther(word));

/** Whether a chart has a value of this name; `*` of the schema stands for any. */
const known = async (): Promise<(value: string) => boolean> => {
  const service = (await chartValues('.', 'service')).map(({ path }) => path);
  const paths = [...(await chartValues('.', 'platform')).map(({ path }) => path), ...service, ...service.map((path) => `global.services.${path}`)];
  // What holds others may be named, too.
  const all = new Set(paths.flatMap((path) => path.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'))));
  const open = [...all].filter((path) => path.includes('*')).map((path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '\\w+')}$`));
  return (value) => all.has(value) || open.some((path) => path.test(value));
};

describe('a value that a page names', () => {
  it('is one that a chart has', async () => {
    const has = await known();
    expect(namedIn('Raise `scaling.maxReplicas: 3`, as `values.yaml` and `stores.objects.url` have it.').filter((value) => !has(value))).toEqual(['scaling.maxReplicas']);
    const all = pages.flatMap((page) => namedIn(readFileSync(page, 'utf8')).map((value) => ({ page, value })));
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(({ value }) => !has(value))).toEqual([]);
  });
});

describe('a call that a page shows', () => {
  it('sends a key where only who has one is told', () => {
    const calls = [...pages, 'charts/service/templates/_notes.tpl'].flatMap((page) => readFileSync(page, 'utf8').split('\n')).filter((line) => /\bcurl .*(\?verbose|\/v1\/)/.test(line));
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.filter((call) => !call.includes('"Authorization: Bearer $key"'))).toEqual([]);
  });
});
