/** A service that runs becomes a canary, and back: Kubernetes would delete the one kind with its pods before those of the other run. */
import type { Row } from './row.ts';
import { judged, type Staging } from './staging.ts';

const kinds = ['deployment', 'rollout'] as const;
const name = 'streamforge-llm-adapter';
const on = ['--set', 'llm-adapter.canary.enabled=true'];

export const canary = async ({ upgrade, kubectlDoes }: Staging): Promise<Row> => {
  const there = async (): Promise<string> => {
    const found = await Promise.all(kinds.map(async (kind) => ((await kubectlDoes('get', kind, name, '--ignore-not-found', '--output', 'name')).output.trim() === '' ? [] : [kind])));
    return found.flat().join(' and ');
  };
  const keep = async (kind: string): Promise<unknown> => await kubectlDoes('annotate', kind, name, 'helm.sh/resource-policy=keep');
  await keep('deployment');
  const switched = await upgrade(...on);
  const during = await there();
  await kubectlDoes('delete', 'deployment', name);
  await keep('rollout');
  const back = await upgrade();
  const again = await there();
  await kubectlDoes('delete', 'rollout', name);
  const after = await there();
  const row = judged('a canary switched on, and off', 'with the annotation that upgrade.md names, what runs stays until it is deleted by hand', [['on', switched], ['off', back]]);
  return {
    ...row, measured: `${row.measured}; after on: ${during}; after off: ${again}; at the end: ${after}`,
    ok: row.ok && during === 'deployment and rollout' && again === 'deployment and rollout' && after === 'deployment',
  };
};
