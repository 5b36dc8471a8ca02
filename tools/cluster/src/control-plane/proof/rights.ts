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

/** Two of two instances are asked to leave: the first may, the second only when another has come. */
const drain = async ({ kubectl, kubectlDoes }: Staging): Promise<Row> => {
  await kubectlDoes('scale', 'deployment', 'streamforge-roi-logger', '--replicas=2');
  const ours = (await settled(kubectl)).filter(({ metadata }) => metadata.name.startsWith('streamforge-roi-logger-'));
  await kubectlDoes('wait', '--for=jsonpath={.status.disruptionsAllowed}=1', 'poddisruptionbudget/streamforge-roi-logger', '--timeout=30s');
  const answers = await Promise.all(ours.map(async ({ metadata: { name } }) => await kubectl(['create', '--raw', `/api/v1/namespaces/streamforge/pods/${name}/eviction`, '--filename', '-'],
    JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'streamforge' } }))));
  const refused = answers.filter(({ said }) => said.includes('disruption budget'));
  return { name: 'a drain of both instances’ nodes', bar: 'one may leave, the other has to wait', measured: `${answers.length - refused.length} of ${answers.length} evicted, ${refused.length} refused by the budget`, ok: answers.length === 2 && refused.length === 1 };
};

export const rights = async (staging: Staging): Promise<readonly Row[]> => [await tokens(staging), await drain(staging)];
