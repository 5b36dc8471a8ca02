/** A release is taken away and comes again. */
import { objects } from '../cluster-state.ts';
import type { Row } from './row.ts';
import { judged, type Staging } from './staging.ts';

/** Kinds that hold data, and the policy that guards Postgres. */
const kept = ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'NetworkPolicy', 'PersistentVolumeClaim', 'postgresql'];

export const removal = async ({ upgrade, helmDoes, kubectl, helm, beginning }: Staging): Promise<readonly Row[]> => {
  const gone = await helmDoes('uninstall', 'streamforge');
  const left = await objects(kubectl);
  const kinds = [...new Set(left.map(({ kind }) => kind))].toSorted();
  const stranger = await helm(['upgrade', '--install', 'another', 'charts/platform', '--namespace', 'streamforge', '--values', 'deploy/environments/staging/values.yaml']);
  const again = await upgrade('--set', 'minio.storage.size=60Gi');
  const missing = beginning.length - (await objects(kubectl)).length;
  const row = judged('uninstalled, and installed again', 'what holds data stays and is taken over by a release of the same name alone', [
    ['uninstall', gone], ['install under another name', stranger, 'invalid ownership metadata'], ['install', again],
  ]);
  return [{ ...row, measured: `${row.measured}; ${left.length} objects stayed (${kinds.join(', ')}); ${missing} missing after it`, ok: row.ok && missing === 0 && kinds.join() === kept.join() }];
};
