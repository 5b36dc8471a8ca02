/** A release is changed in each way that docs/cluster/upgrade.md speaks of: what is taken, what is refused, and what helps then. */
import { objects, type Live } from '../cluster-state.ts';
import { canary } from './canary.ts';
import type { Row } from './row.ts';
import { judged, type Staging } from './staging.ts';

/** One upgrade with all of them, and the way back. */
const values = [
  'ingest.image.tag=9.9.9', 'roi-logger.settings.STREAMFORGE_LOG_LEVEL=debug', 'gnn-trainer.fullnameOverride=elsewhere', 'llm-adapter.canary.enabled=true', 'embeddings.enabled=false',
  'kafka.brokers=5', 'qdrant.image=qdrant/qdrant:v1.20.0', 'global.services.monitoring.enabled=false',
];

/** What others decide: how many instances there are, and which address a Service that came again was given. */
const others: Readonly<Record<string, readonly string[]>> = { Deployment: ['replicas'], Service: ['clusterIP', 'clusterIPs'] };

const specs = (all: readonly Live[]): ReadonlyMap<string, string> =>
  new Map(all.map(({ kind, metadata, spec = {} }) => [`${kind} ${metadata.name}`, JSON.stringify(Object.entries(spec).filter(([key]) => others[kind]?.includes(key) !== true))]));

const different = (before: readonly Live[], after: readonly Live[]): readonly string[] => {
  const [one, other] = [specs(before), specs(after)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
};

const thereAndBack = async ({ upgrade, helmDoes, kubectl, beginning }: Staging): Promise<Row> => {
  const there = await upgrade(...values.flatMap((each) => ['--set', each]));
  const changed = different(beginning, await objects(kubectl));
  const back = await helmDoes('rollback', 'streamforge', '1');
  const left = different(beginning, await objects(kubectl));
  const row = judged('values changed, and back', 'each is taken; after the rollback every object is as it was', [['upgrade', there], ['rollback', back]]);
  return { ...row, measured: `${row.measured}; ${values.length} values changed ${changed.length} objects, ${left.length} still differ after it${left.length === 0 ? '' : `: ${left.join(', ')}`}`, ok: row.ok && changed.length > values.length && left.length === 0 };
};

const volumes = async ({ upgrade, helmDoes }: Staging): Promise<Row> => {
  const larger = await upgrade('--set', 'minio.storage.size=60Gi');
  const back = await helmDoes('rollback', 'streamforge');
  const smaller = await upgrade();
  const other = await upgrade('--set', 'minio.storage.size=60Gi', '--set', 'minio.storage.class=fast');
  return judged('volumes', 'only grow: a way back over that is refused, and values with the present size are taken', [
    ['larger', larger], ['rollback', back, 'can not be less than'], ['smaller', smaller, 'can not be less than'], ['of another class', other, 'spec is immutable'],
    ['with the present size', await upgrade('--set', 'minio.storage.size=60Gi')],
  ]);
};

const instances = async ({ upgrade, kubectlDoes }: Staging): Promise<Row> => {
  const count = async (): Promise<string> => (await kubectlDoes('get', 'deployment', 'streamforge-ingest', '--output', 'jsonpath={.spec.replicas}')).output;
  await kubectlDoes('scale', 'deployment', 'streamforge-ingest', '--replicas=4');
  const size = ['--set', 'minio.storage.size=60Gi'];
  await upgrade(...size, '--set', 'ingest.image.tag=9.9.8');
  const scaled = await count();
  const fixed = ['--set', 'ingest.autoscaling.enabled=false', '--set', 'ingest.replicas=2'];
  const off = await upgrade(...size, ...fixed, '--force-conflicts');
  const without = await count();
  const on = await upgrade(...size);
  const again = await count();
  const row = judged('instances, by a scaler and without', 'an upgrade leaves a scaler’s number; without a scaler the number is the values’', [['scaler off', off], ['scaler on', on]]);
  return { ...row, measured: `${row.measured}; scaled to 4 and upgraded: ${scaled}; scaler off with replicas 2: ${without}; on again: ${again}`, ok: row.ok && scaled === '4' && without === '2' && again === '1' };
};

const byHand = async ({ upgrade, helmDoes, kubectlDoes }: Staging): Promise<Row> => {
  const size = ['--set', 'minio.storage.size=60Gi'];
  await kubectlDoes('set', 'image', 'deployment/streamforge-gateway', 'gateway=elsewhere/gateway:1');
  const refused = await upgrade(...size);
  const back = await helmDoes('rollback', 'streamforge');
  const forced = await upgrade(...size, '--force-conflicts');
  const { output } = await kubectlDoes('get', 'deployment', 'streamforge-gateway', '--output', 'jsonpath={.spec.template.spec.containers[0].image}');
  const row = judged('changed by hand', 'an upgrade and a rollback are refused with the field’s name, until --force-conflicts', [
    ['upgrade', refused, 'conflict with "kubectl-set"'], ['rollback', back, 'conflict with "kubectl-set"'], ['upgrade --force-conflicts', forced],
  ]);
  return { ...row, ok: row.ok && !output.startsWith('elsewhere') };
};

/** Pods that no node takes never get ready. */
export const stuck = async ({ upgrade, helmDoes, kubectlDoes }: Staging): Promise<Row> => {
  const image = async (): Promise<string> => (await kubectlDoes('get', 'deployment', 'streamforge-ingest', '--output', 'jsonpath={.spec.template.spec.containers[0].image}')).output;
  const before = await image();
  const never = await upgrade('--set', 'minio.storage.size=60Gi', '--set', 'ingest.image.tag=9.9.7', '--set', 'ingest.nodeSelector.disk=none', '--rollback-on-failure', '--wait', '--timeout', '30s');
  const after = await image();
  const { output } = await helmDoes('history', 'streamforge', '--max', '1', '--output', 'json');
  const row = judged('new pods that don’t become ready', 'the release goes back by itself', [['upgrade', never, 'rolled back']]);
  return { ...row, measured: `${row.measured}; ${before === after ? 'the image before runs' : `${after} is left`}`, ok: row.ok && before === after && output.includes('Rollback to') };
};

export const changes = async (staging: Staging): Promise<readonly Row[]> => [
  await thereAndBack(staging), await canary(staging), await volumes(staging), await instances(staging), await byHand(staging), await stuck(staging),
];
