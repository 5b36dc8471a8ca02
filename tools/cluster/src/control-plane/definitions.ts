/** Definitions of the operators' resources, as their operators would bring them, made from the schemas that charts are held to. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Schema = Readonly<Record<string, unknown>>;

/** What the charts, and ArgoCD's objects, are made of: group/version, kind and what the API server calls many of them. */
const kinds: readonly (readonly [string, string, string])[] = [
  ['kafka.strimzi.io/v1', 'Kafka', 'kafkas'],
  ['kafka.strimzi.io/v1', 'KafkaNodePool', 'kafkanodepools'],
  ['kafka.strimzi.io/v1', 'KafkaTopic', 'kafkatopics'],
  ['kafka.strimzi.io/v1', 'KafkaUser', 'kafkausers'],
  ['acid.zalan.do/v1', 'postgresql', 'postgresqls'],
  ['keda.sh/v1alpha1', 'ScaledObject', 'scaledobjects'],
  ['keda.sh/v1alpha1', 'ScaledJob', 'scaledjobs'],
  ['keda.sh/v1alpha1', 'TriggerAuthentication', 'triggerauthentications'],
  ['keda.sh/v1alpha1', 'ClusterTriggerAuthentication', 'clustertriggerauthentications'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor', 'servicemonitors'],
  ['monitoring.coreos.com/v1', 'PodMonitor', 'podmonitors'],
  ['monitoring.coreos.com/v1', 'PrometheusRule', 'prometheusrules'],
  ['argoproj.io/v1alpha1', 'Rollout', 'rollouts'],
  ['argoproj.io/v1alpha1', 'Application', 'applications'],
  ['argoproj.io/v1alpha1', 'ApplicationSet', 'applicationsets'],
  ['argoproj.io/v1alpha1', 'AppProject', 'appprojects'],
];
const ofTheCluster = ['ClusterTriggerAuthentication'];
/** Kinds that KEDA or a person can scale, and where their pods' selector stands. */
const scaled: Readonly<Record<string, string>> = { Rollout: '.status.selector', KafkaNodePool: '.status.labelSelector' };

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A JSON Schema as a definition takes it. A definition closes objects by itself, says "or null" in a word of its own, and knows one way to
 * write "number or text".
 */
export const structural = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(structural);
  if (!isObject(schema)) return schema;
  const { additionalProperties, type, ...rest } = schema;
  const either = schema['x-kubernetes-int-or-string'] === true;
  const types = Array.isArray(type) ? type as readonly string[] : undefined;
  return {
    ...Object.fromEntries(Object.entries(rest).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
      if (either && (key === 'oneOf' || key === 'anyOf')) return [];
      if (key === 'properties' && isObject(value)) return [[key, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, structural(each)]))]];
      return [[key, ['items', 'oneOf', 'anyOf', 'allOf', 'not'].includes(key) ? structural(value) : value]];
    })),
    ...additionalProperties !== undefined && additionalProperties !== false && { additionalProperties: structural(additionalProperties) },
    ...type !== undefined && !either && { type: types === undefined ? type : types.find((each) => each !== 'null') },
    ...types?.includes('null') === true && { nullable: true },
  };
};

/** CustomResourceDefinitions of all of them, from a folder of schemas (`crds/<group>/<kind>_<version>.json`). */
export const definitions = async (schemas: string): Promise<readonly Schema[]> => await Promise.all(kinds.map(async ([groupVersion, kind, plural]) => {
  const [group = '', version = ''] = groupVersion.split('/');
  const schema = JSON.parse(await readFile(join(schemas, 'crds', group, `${kind.toLowerCase()}_${version}.json`), 'utf8')) as Schema;
  const { [kind]: labelSelectorPath } = scaled;
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group, scope: ofTheCluster.includes(kind) ? 'Cluster' : 'Namespaced', names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [{
        name: version, served: true, storage: true, schema: { openAPIV3Schema: structural(schema) },
        // ArgoCD's Applications have none: it writes status as it writes the rest.
        subresources: {
          ...kind !== 'Application' && { status: {} },
          ...labelSelectorPath !== undefined && { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath } },
        },
      }],
    },
  };
}));
