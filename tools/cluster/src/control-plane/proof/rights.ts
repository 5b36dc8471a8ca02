/** What pods may do, and what may be done to them: tokens, rights, drains. */
import { pods, settled } from '../cluster-state.ts';
import type { Row } from './row.ts';
import { inNamespace, type Staging } from './staging.ts';

/** Verbs beyond those that everyone has. */
const rightsOf = async ({ kubectl }: Staging, account: string): Promise<readonly string[]> => {
  const { output } = await kubectl(['auth', 'can-i', '--list', ...inNamespace, '--as', `system:serviceaccount:streamforge:${account}`, '--as-group', 'system:serviceaccounts', '--as-group', 'system:authenticated']);
  return output.split('\n').slice(1).filter((line) => line.trim() !== '' && !/^selfsubject|^ +\[\//.test(line));
};

const tokens = async (staging: Staging): Promise<Row> => {
  const all = await pods(staging.kubectl);
  const mounted = all.filter(({ spec }) => JSON.stringify(spec?.['volumes'] ?? []).includes('serviceAccountToken'));
  const accounts = [...new Set(all.map(({ spec }) => String(spec?.['serviceAccountName'])))];
  const rights = (await Promise.all(accounts.map(async (account) => await rightsOf(staging, account)))).flat();
  return {
    name: 'tokens and rights', bar: 'no pod has a token, no account of ours has a right beyond everyone’s',
    measured: `${all.length} pods with ${mounted.length} tokens; ${accounts.length} accounts with ${rights.length} rights`, ok: mounted.length + rights.length === 0 && accounts.length > 8 && !accounts.includes('default'),
  };
};

/** Both instances are asked to leave, and no node takes another: the first may go, the second has to wait. */
const drain = async ({ kubectl, kubectlDoes }: Staging): Promise<Row> => {
  await kubectlDoes('scale', 'deployment', 'streamforge-roi-logger', '--replicas=2');
  const ours = (await settled(kubectl)).filter(({ metadata }) => metadata.name.startsWith('streamforge-roi-logger-'));
  await kubectlDoes('wait', '--for=jsonpath={.status.currentHealthy}=2', 'poddisruptionbudget/streamforge-roi-logger', '--timeout=30s');
  await kubectl(['cordon', '--selector', 'type=kwok']);
  const refused: boolean[] = [];
  for (const { metadata: { name } } of ours) {
    const { said } = await kubectl(['create', '--raw', `/api/v1/namespaces/streamforge/pods/${name}/eviction`, '--filename', '-'],
      JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'streamforge' } }));
    refused.push(said.includes('disruption budget'));
  }
  await kubectl(['uncordon', '--selector', 'type=kwok']);
  return {
    name: 'a drain of every node', bar: 'one of two instances may leave, the other has to wait',
    measured: `of ${ours.length} instances ${refused.filter((each) => !each).length} left, ${refused.filter(Boolean).length} refused by the budget`, ok: refused.join() === 'false,true',
  };
};

export const rights = async (staging: Staging): Promise<readonly Row[]> => [await tokens(staging), await drain(staging)];
