import { readFileSync } from 'node:fs';
import { roleOf } from '@streamforge/contracts/roles';
import { services, type ServiceDefinition } from '@streamforge/contracts/services';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parsed, rendered } from '../src/helm.ts';
import type { Manifest } from '../src/manifest.ts';
import { everyCase, helm, type Case } from './every-case.ts';

let platform: readonly Manifest[];
let cases: readonly Case[];

beforeAll(async () => {
  cases = await everyCase(['platform', 'llm-adapter']);
  platform = cases.find(({ values }) => values.endsWith('platform/ci/default-values.yaml'))?.objects ?? [];
});

const all = Object.entries(services) as readonly (readonly [string, ServiceDefinition])[];

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports: readonly { readonly protocol: string; readonly port: number | string }[];
}
interface Policy {
  readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** What stands somewhere in an object; a test that looks where nothing is fails. */
const at = <Found>(object: Manifest | undefined, ...path: readonly string[]): Found => {
  let found: unknown = object;
  for (const key of path) found = (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (found === undefined) throw new Error(`${object?.metadata.name ?? 'an object that is missing'} has no ${path.join('.')}`);
  return found as Found;
};

const policies = (): ReadonlyMap<string, Policy> =>
  new Map(platform.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec as unknown as Policy]));
const policyOf = (name: string): Policy => {
  const found = policies().get(name);
  if (found === undefined) throw new Error(`no policy ${name}; there are ${[...policies().keys()].join(', ')}`);
  return found;
};

/** What the peers of the platform's own servers are called in this test. */
const placeOf = ({ podSelector, namespaceSelector }: Peer): string => {
  const labels = podSelector?.matchLabels ?? {};
  return labels['k8s-app'] ?? labels['strimzi.io/cluster'] ?? labels['application'] ?? labels['app.kubernetes.io/name'] ?? namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? 'anywhere';
};
const shown = (rules: readonly Rule[] = []): readonly string[] => [...new Set(rules.flatMap(({ from, to, ports }) =>
  (from ?? to ?? [{}]).flatMap((peer) => ports.map(({ port }) => `${placeOf(peer)}:${port}`))))].toSorted();

/** Where the platform's own servers are, by port of the contract. */
const servers = { events: 'k3:9093', documents: 'spilo:5432', relational: 'spilo:5432', objects: 'minio:9000', vectors: 'qdrant:6333' } as const;

describe.skipIf(helm === undefined)('who may talk to whom', () => {
  it('is nobody, unless a policy says so', () => {
    expect(policyOf('default-deny')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('is written as the API server stores it: an empty list, which it drops, would be a change at each upgrade', () => {
    const empty = cases.flatMap(({ objects }) => objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && /:\[\]/.test(JSON.stringify(spec))).map(({ metadata }) => metadata.name));
    expect(empty).toEqual([]);
    for (const store of ['streamforge-minio', 'streamforge-qdrant']) {
      const { policyTypes, egress } = policyOf(store);
      expect([policyTypes, egress], store).toEqual([['Ingress', 'Egress'], undefined]);
    }
  });

  it.each(all)('of %s is the contract’s graph and names to be looked up', (name, { ports, serves }) => {
    const { egress, ingress, policyTypes } = policyOf(`streamforge-${name}`);
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(shown(egress)).toEqual([...new Set(['kube-dns:53', ...ports.map((port) => servers[port])])].toSorted());
    expect(shown(ingress)).toEqual([...serves === undefined ? [] : ['ingress:http'], 'monitoring:http']);
  });

  it('is seen alike from the other side: a store lets in the services that the contract grants it, and the command line', () => {
    for (const [policy, server, port] of [['streamforge-postgres', 'postgres', 5432], ['streamforge-minio', 's3', 'server'], ['streamforge-qdrant', 'qdrant', 'server']] as const) {
      const granted = all.filter(([, { ports }]) => ports.some((each) => Object.hasOwn(roleOf(each).servers, server))).map(([name]) => `${name}:${port}`);
      const letIn = shown(policyOf(policy).ingress?.slice(0, 1)).filter((each) => !/^(monitoring|keda):/.test(each));
      expect(letIn, policy).toEqual([...granted, `command-line:${port}`].toSorted());
    }
  });

  it('is the same for Kafka: its one listener is encrypted, wants a password, and lets in services, the command line, Kafka UI and KEDA', () => {
    const kafka = platform.find(({ kind }) => kind === 'Kafka');
    expect(at(kafka, 'spec', 'kafka', 'authorization')).toEqual({ type: 'simple' });
    expect(at(kafka, 'spec', 'kafka', 'listeners')).toMatchObject([{ port: 9093, tls: true, authentication: { type: 'scram-sha-512' } }]);
    expect(at<readonly Peer[]>(kafka, 'spec', 'kafka', 'listeners', '0', 'networkPolicyPeers').map(placeOf).toSorted()).toEqual([...all.map(([name]) => name), 'command-line', 'kafka-ui', 'keda'].toSorted());
  });

  it('is the same where services are releases of their own: servers let them in', async () => {
    const alone = parsed(await rendered(helm ?? '', 'platform', [], all.map(([name]) => `${name}.enabled=false`)));
    expect(alone.filter(({ metadata }) => all.some(([name]) => metadata.name === `streamforge-${name}` && metadata.labels?.['app.kubernetes.io/component'] === 'service'))).toEqual([]);
    for (const { kind, metadata: { name }, spec } of alone.filter(({ kind }) => kind === 'NetworkPolicy' || kind === 'Kafka')) {
      expect(spec, name).toEqual(platform.find((object) => object.kind === kind && object.metadata.name === name)?.spec);
    }
    expect(alone.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)).toContain('streamforge-postgres');
  });

  it('opens a way to a model of others only where a setting names one', () => {
    const found = cases.filter(({ chart }) => chart === 'llm-adapter').map(({ values, objects }) => {
      const policy = objects.find(({ kind }) => kind === 'NetworkPolicy')?.spec as unknown as Policy;
      return [values.split('/').at(-1), shown(policy.egress).filter((each) => each === 'anywhere:443').length];
    });
    expect(Object.fromEntries(found)).toMatchObject({ 'canary-values.yaml': 1, 'default-values.yaml': 0 });
  });
});

describe.skipIf(helm === undefined)('where the values name nobody, or others', () => {
  it('nobody is let in, rather than everybody, and names are looked up there by all', async () => {
    const objects = parsed(await rendered(helm ?? '', 'platform', [], [
      'kafka.keda=[]', 'network={"monitoring":[],"operators":[],"people":[]}', 'global.services.network={"monitoring":[],"clients":[],"dns":[{"ipBlock":{"cidr":"169.254.20.10/32"}}],"dnsPort":5353}',
    ]));
    const all = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata: { name }, spec }) => ({ name, policy: spec as unknown as Policy }));
    expect(all.length).toBeGreaterThan(10);
    for (const { name, policy: { ingress = [], egress = [] } } of all) {
      expect([...ingress.map(({ from }) => from), ...egress.map(({ to }) => to)].filter((peers) => (peers ?? []).length === 0), name).toEqual([]);
      expect(JSON.stringify(egress), name).not.toContain('kube-dns');
    }
    const lookups = all.filter(({ policy: { egress = [] } }) => JSON.stringify(egress).includes('169.254.20.10/32'));
    expect(lookups.map(({ name }) => name)).toEqual(expect.arrayContaining(['k3-egress', 'streamforge-kafka-ui', 'streamforge-postgres', 'streamforge-ingest']));
    expect(lookups.flatMap(({ policy: { egress = [] } }) => egress).filter(({ to }) => JSON.stringify(to).includes('169.254.20.10')).flatMap(({ ports }) => ports.map(({ port }) => port))
      .filter((port) => port !== 5353)).toEqual([]);
  });
});

describe.skipIf(helm === undefined)('what Kafka is told', () => {
  it('is every topic and user that the contract makes, with the grants it makes', () => {
    for (const [kind, file] of [['KafkaTopic', 'topics'], ['KafkaUser', 'users']] as const) {
      const made = parse(readFileSync(`charts/platform/generated/${file}.yaml`, 'utf8')) as readonly Manifest[];
      const told = new Map(platform.filter((object) => object.kind === kind).map((object) => [object.metadata.name, object]));
      for (const { metadata: { name }, spec } of made) expect(told.get(name)?.spec, name).toMatchObject(spec ?? {});
      expect([...told.keys()].filter((name) => !made.some(({ metadata }) => metadata.name === name))).toEqual(kind === 'KafkaUser' ? ['streamforge-kafka-ui'] : []);
    }
  });

  it('lets Kafka UI look and change nothing', () => {
    const user = platform.find(({ kind, metadata }) => kind === 'KafkaUser' && metadata.name === 'streamforge-kafka-ui');
    const acls = at<readonly { operations: readonly string[]; resource: { name?: string } }[]>(user, 'spec', 'authorization', 'acls');
    expect([...new Set(acls.flatMap(({ operations }) => operations))].toSorted()).toEqual(['Describe', 'DescribeConfigs', 'Read']);
    expect(acls.filter(({ resource }) => resource.name === '*')).toEqual([]);
  });
});
