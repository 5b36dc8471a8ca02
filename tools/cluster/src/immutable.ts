/** What of an object can't change once it exists: an upgrade that changes it is refused by Kubernetes, or loses what it holds. */
import { nameOf, type Manifest } from './manifest.ts';

/** Paths below an object, by kind. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  Rollout: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  PersistentVolumeClaim: ['spec.accessModes', 'spec.storageClassName', 'spec.volumeName'],
  Service: ['spec.clusterIP'],
  KafkaNodePool: ['spec.roles', 'spec.storage.type'],
  KafkaTopic: ['spec.topicName'],
  postgresql: ['spec.teamId'],
};

/** Kinds that hold data: one that an upgrade leaves out would be orphaned, or lost. */
const holders = ['StatefulSet', 'PersistentVolumeClaim', 'Kafka', 'KafkaNodePool', 'KafkaTopic', 'postgresql'];

export type Immutable = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const at = (object: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((found, key) => (typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[key] : undefined), object);

/** The fixed fields of each object of a release, by the object's name, and how many partitions a topic has. */
export const immutableOf = (objects: readonly Manifest[]): Immutable => Object.fromEntries(objects.flatMap((object) => {
  const paths = fixed[object.kind] ?? [];
  if (paths.length === 0 && !holders.includes(object.kind)) return [];
  const partitions = object.kind === 'KafkaTopic' ? { partitions: at(object, 'spec.partitions') } : {};
  return [[nameOf(object), { ...Object.fromEntries(paths.flatMap((path) => (at(object, path) === undefined ? [] : [[path, at(object, path)]]))), ...partitions }]];
}));

/** What an upgrade from one release to the next would change and may not; empty when it may. */
export const forbiddenChanges = (before: Immutable, after: Immutable): readonly string[] => Object.entries(before).flatMap(([name, fields]) => {
  const { [name]: next } = after;
  if (next === undefined) return holders.some((kind) => name.startsWith(`${kind} `)) ? [`${name} is gone`] : [];
  return [...new Set([...Object.keys(fields), ...Object.keys(next)])].flatMap((path) => {
    if (path === 'partitions') return Number(next[path]) < Number(fields[path]) ? [`${name}: fewer partitions`] : [];
    return JSON.stringify(fields[path]) === JSON.stringify(next[path]) ? [] : [`${name}: ${path}`];
  });
});
