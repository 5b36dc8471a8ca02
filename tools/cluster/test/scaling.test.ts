import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { charts, parsed, rendered } from '../src/helm.ts';
import { helm } from './every-case.ts';

interface Trigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
}

let triggers: readonly Trigger[] = [];

beforeAll(async () => {
  if (helm === undefined) return;
  const objects = parsed(await rendered(helm, 'gnn-trainer', ['charts/gnn-trainer/ci/default-values.yaml'], [
    'stores.events.url="kafka+tls://k3-kafka-bootstrap:9093,kafka.example.com?session=20&prefix=desk."',
    'stores.relational.url="postgres+tls://streamforge-postgres:5432/streamforge?pool=5&schema=desk"',
  ]));
  triggers = (objects.find(({ kind }) => kind === 'ScaledObject')?.spec?.['triggers'] ?? []) as readonly Trigger[];
});

const of = (type: string): Trigger['metadata'] => triggers.find((trigger) => trigger.type === type)?.metadata ?? {};

describe.skipIf(helm === undefined)('what KEDA asks, from a namespace of its own', () => {
  it('is asked by names that lead to ours from there', () => {
    expect(of('kafka')['bootstrapServers']).toBe('k3-kafka-bootstrap.streamforge.svc:9093,kafka.example.com:9092');
    expect(of('postgresql')).toMatchObject({ host: 'streamforge-postgres.streamforge.svc', port: '5432', sslmode: 'require', dbName: 'streamforge' });
  });

  it('is about the jobs of the schema that services use, whatever its user would find first', () => {
    expect(of('postgresql')['query']).toBe("SELECT COUNT(*) FROM desk.jobs WHERE service = 'gnn-trainer' AND finished IS NULL");
  });

  it('is about the topics and groups of a platform that shares its cluster, in a protocol that Kafka 4 speaks', () => {
    expect(of('kafka')).toMatchObject({ topic: 'desk.gnn.commands.v1', consumerGroup: 'desk.gnn-trainer', version: '2.1.0' });
  });
});

describe.skipIf(helm === undefined)('a group that rests, with no instance', () => {
  it('keeps its place in our Kafka for years, and not for the week that is usual', async () => {
    const kafka = parsed(await rendered(helm ?? '', 'platform', ['charts/platform/ci/default-values.yaml'])).find(({ kind }) => kind === 'Kafka');
    const told = kafka?.spec?.['kafka'] as { readonly config: Readonly<Record<string, number>> } | undefined;
    expect(told?.config['offsets.retention.minutes']).toBeGreaterThan(5 * 365 * 24 * 60);
  });
});

describe.skipIf(helm === undefined)('every service', () => {
  it('can be stopped for a backup by the two values that its page says', async () => {
    const set = [...readFileSync('docs/cluster/backup.md', 'utf8').matchAll(/--set (global\.services\.\S+)/g)].map(([, value = '']) => value);
    expect(set).toHaveLength(2);
    const made = parsed(await rendered(helm ?? '', 'platform', ['charts/platform/ci/default-values.yaml'], set));
    const services = made.filter(({ kind, metadata: { labels = {} } }) => kind === 'Deployment' && labels['app.kubernetes.io/component'] === 'service');
    expect(services.map(({ spec }) => spec?.['replicas'])).toEqual(charts().filter((chart) => chart !== 'platform').map(() => 0));
    expect(made.filter(({ kind }) => /^(ScaledObject|HorizontalPodAutoscaler)$/.test(kind))).toEqual([]);
  });
});
