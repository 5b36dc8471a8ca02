import { services } from '@streamforge/contracts/services';
import { describe, expect, it } from 'vitest';
import { parsed, rendered } from '../src/helm.ts';
import { helm } from './every-case.ts';

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly { readonly labels: { readonly service?: string } }[] }[];
}

/** Services that alerts are about, of what the platform's chart renders. */
const watched = async (values: readonly string[], ...set: readonly string[]): Promise<readonly string[]> => {
  const text = await rendered(helm ?? '', 'platform', values, set);
  const [object] = parsed(text.split(/^---$/m).find((document) => document.includes('platform/templates/monitoring/rules.yaml')) ?? '');
  const { groups } = (object?.spec ?? { groups: [] }) as unknown as Rules;
  expect(groups.map(({ name }) => name)).toEqual(['streamforge-lag', 'streamforge-services', 'streamforge-platform']);
  expect(groups.at(-1)?.rules.length).toBeGreaterThan(5);
  return [...new Set(groups.flatMap(({ rules }) => rules.flatMap(({ labels: { service } }) => service ?? [])))].toSorted();
};

const all = Object.keys(services).toSorted();

describe.skipIf(helm === undefined)('alerts', () => {
  it('are about no service that is switched off beside others', async () => {
    expect(await watched(['charts/platform/ci/small-values.yaml'])).toEqual(all.filter((name) => !['embeddings', 'llm-adapter'].includes(name)));
  });

  it('are about every service where each is a release of its own, save for those that are said not to run', async () => {
    const off = all.map((name) => `${name}.enabled=false`);
    expect(await watched([], ...off)).toEqual(all);
    expect(await watched([], ...off, 'rules.without=["gateway"]')).toEqual(all.filter((name) => name !== 'gateway'));
  });
});
