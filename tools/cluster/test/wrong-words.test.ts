import { describe, expect, it } from 'vitest';
import { rendered } from '../src/helm.ts';
import { helm } from './every-case.ts';

/** What a chart says of values on top of a case that is right: many at once, since each is said. */
const saysOf = async (chart: string, values: Readonly<Record<string, unknown>>): Promise<string> =>
  await rendered(helm ?? '', chart, [`charts/${chart}/ci/default-values.yaml`], Object.entries(values).map(([path, value]) => `${path}=${JSON.stringify(value)}`))
    .then(() => '', (error: unknown) => (error instanceof Error ? error.message : String(error)));

const missingIn = (says: string, sentences: readonly string[]): readonly string[] => sentences.filter((sentence) => !says.includes(sentence));

describe.skipIf(helm === undefined)('what Kubernetes would refuse, or take for something else, is refused at render', () => {
  it('a word that has a form, with what to write', async () => {
    const says = await saysOf('ingest', {
      image: { registry: 'https://r.example.com', repository: 'x:latest', tag: 'a b', pullSecrets: [{ name: 'My Secret' }] },
      scratch: { data: 'much', tmp: '' },
      resources: { limits: { memory: 'lots' } },
      'monitoring.interval': 'every 5 minutes',
      'disruption.maxUnavailable': -1,
      fullnameOverride: `a${'b'.repeat(70)}`,
      existingSecret: 'a, key: b }, x: { y',
      podLabels: { 'app.kubernetes.io/name': 'other', 'a b': 'c d' },
      podAnnotations: { 'checksum/settings': 'mine' },
      extraEnv: [{ name: 'EVENT_LOG_PASSWORD', value: 'in the open' }, { name: 'EVENT_LOG_URL', value: 'kafka://other' }],
      settings: { STREAMFORGE_HTTP_PORT: 9999, EVENT_LOG_URL: 'kafka://other' },
      secretFiles: { DOCUMENTS_PASSWORD: 'secrets/documents' },
      hosts: ['https://x'],
      'stores.documents': { url: 'postgres://h:99999/x', userKey: 'a b' },
    });
    expect(missingIn(says, [
      'image.registry is "https://r.example.com": write a registry and a folder in it', 'image.repository is "x:latest": write an image\'s name without registry and version',
      'image.tag is "a b": write a version', 'image.pullSecrets.0.name is "My Secret": write the name of an object',
      'scratch.data is "much": write a quantity, such as 1Gi', 'scratch.tmp is empty', 'resources.limits.memory is "lots": write a quantity',
      'monitoring.interval is "every 5 minutes": write a duration, such as 15s', 'disruption.maxUnavailable is "-1": write how many pods', 'write at most 52 lower-case letters',
      'existingSecret is "a, key: b }, x: { y": write the name of an object', 'podLabels has app.kubernetes.io/name, by which others find the pods: write another label',
      'a label in podLabels is "a b": write the name of a label', 'podLabels.a b is "c d": write at most 63 letters', 'podAnnotations has checksum/settings, by which a changed setting starts new pods',
      'extraEnv repeats EVENT_LOG_PASSWORD', 'extraEnv repeats EVENT_LOG_URL', 'settings.STREAMFORGE_HTTP_PORT is set by the chart: leave it out',
      'settings.EVENT_LOG_URL is set by the chart: write it into stores', 'secretFiles.DOCUMENTS_PASSWORD is "secrets/documents": write the path of a file',
      'hosts.0 is "https://x": write a host\'s name', 'stores.documents.url has the port 99999: write one from 1 to 65535', 'stores.documents.userKey is "a b": write the name of a key',
    ])).toEqual([]);
  });

  it('but no number, however large or small: it is taken as it was written', async () => {
    const text = await rendered(helm ?? '', 'ingest', ['charts/ingest/ci/default-values.yaml'], ['settings.STREAMFORGE_INFLIGHT_BYTES=67108864', 'settings.STREAMFORGE_DRAIN_SECONDS=0', 'autoscaling.lagThresholds={"market.candles.v1":10000000}']);
    expect(missingIn(text, ['STREAMFORGE_INFLIGHT_BYTES: "67108864"', 'STREAMFORGE_DRAIN_SECONDS: "0"', 'terminationGracePeriodSeconds: 15', 'lagThreshold: "10000000"'])).toEqual([]);
  });

  it('a port that there is not, and a password where everybody reads it, which is not repeated', async () => {
    const says = await saysOf('llm-adapter', {
      'settings.LLM_BASE_URL': 'https://me:hidden@a:99999/v1', 'network.outsiders': { 'language-model': [{ ipBlock: { cidr: '0.0.0.0/0' } }] },
      'stores.documents.url': 'mysql://me:hidden@h/x', 'stores.vectors.url': 'qdrant://q?api_key=hidden',
    });
    expect(missingIn(says, [
      'settings.LLM_BASE_URL has a port above 65535: write one from 1 to 65535', 'settings.LLM_BASE_URL has a user in it: write the URL without',
      'stores.documents.url has a user in it', 'stores.vectors.url has a secret in it: write the name of a Secret into stores.vectors.existingSecret',
    ])).toEqual([]);
    expect(says).not.toContain('hidden');
  });

  it('a release after which no Service may be called', async () => {
    await expect(rendered(helm ?? '', 'ingest', ['charts/ingest/ci/default-values.yaml'], [], '1st')).rejects.toThrow('the release is called 1st, and no Service may be called 1st-ingest: install it under another name');
  });

  it('a database without a name, which KEDA asks for', async () => {
    expect(await saysOf('gnn-trainer', { 'stores.relational.url': 'postgres://h' })).toContain('stores.relational.url names no database, and KEDA asks for one by its name');
  });

  it('what does not go together', async () => {
    const says = await saysOf('platform', {
      'kafka.resources.requests.memory': '9Gi', 'postgres.tlsSecret': '', 'gateway.fullnameOverride': 'streamforge-minio', 'ingest.fullnameOverride': 'one', 'llm-adapter.fullnameOverride': 'one',
      'global.services.stores': { events: { url: 'kafka+tls://kafka.example.com:9094' }, documents: { url: 'arangodb://streamforge-arangodb:8529/x' } },
    });
    expect(missingIn(says, [
      'kafka.resources.requests.memory is 9Gi, more than kafka.resources.limits.memory, which is 4Gi', 'postgres.tlsSecret is empty, and global.services.stores.relational.url asks for TLS',
      'objects of gateway would be called streamforge-minio, as minio\'s are: write another name', 'objects of llm-adapter would be called one, as ingest\'s are',
      'events.authority.secret is k3-cluster-ca-cert, which belongs to kafka, and its url names another server', 'documents.existingSecret is streamforge.streamforge-postgres.credentials',
    ])).toEqual([]);
  });

  it('a word of a server', async () => {
    const says = await saysOf('platform', {
      kafka: { version: 'a b', storage: { size: 'big', class: 'My Class' }, resources: { limits: { memory: '' } } },
      minio: { image: '', existingSecret: 'x y', storage: { size: '' } },
      'postgres.resources.limits.memory': 'lots',
    });
    expect(missingIn(says, [
      'kafka.version is "a b": write a version', 'kafka.storage.size is "big": write a quantity', 'kafka.storage.class is "My Class": write the name',
      'kafka.resources.limits.memory is missing: write what a pod may take', 'minio.image is empty: write an image with a version', 'minio.existingSecret is "x y": write the name',
      'minio.storage.size is empty: write a quantity', 'postgres.resources.limits.memory is "lots": write a quantity',
    ])).toEqual([]);
  });

  it('a Secret of a server that is switched off', async () => {
    const url = 'postgres+tls://pg.example.com/streamforge';
    const says = await saysOf('platform', {
      'kafka.enabled': false, 'postgres.enabled': false,
      'global.services.stores': { events: { url: 'kafka+tls://kafka.example.com' }, documents: { url }, relational: { url, existingSecret: 'pg', authority: { secret: '' } } },
    });
    expect(missingIn(says, [
      'stores.events.authority.secret is k3-cluster-ca-cert, which belongs to kafka, and kafka.enabled is false: write the name of one that has its authority\'s certificate, or authority: {secret: \'\'}',
      'stores.documents.authority.secret is streamforge-postgres-tls, which belongs to postgres', 'stores.documents.existingSecret is streamforge.streamforge-postgres.credentials',
    ])).toEqual([]);
    expect(says).not.toContain('stores.relational');
  });

  it('a key that nobody reads and a value of another kind, also where it is said for all services', async () => {
    // Argo Rollouts says so only in the status of what it then leaves as it is.
    const unfit = [{ setCanaryScale: { replicas: 1 } }, { setWeight: 20, pause: {} }, { setWeight: 120 }, { pause: { duration: '10 minutes' } }];
    const says = await saysOf('ingest', {
      'global.services': { autoscalling: {}, stores: { documents: { urll: 'x' } }, canary: { enabled: 'false', steps: [{ setWeigth: 20 }, ...unfit] }, replicas: 'three', enabled: false },
      'global.service': {},
      tolerations: [{ kye: 'a' }],
      'network.dns': [],
      'network.monitoring': [{}],
    });
    expect(missingIn(says, [
      'additional properties \'autoscalling\' not allowed', '\'/global/services/stores/documents\': additional properties \'urll\' not allowed',
      '\'/global/services/canary/enabled\': got string, want boolean', '\'/global/services/canary/steps/0\': additional properties \'setWeigth\' not allowed',
      '\'/global/services/canary/steps/1\': additional properties \'setCanaryScale\' not allowed', '\'/global/services/canary/steps/2\': maxProperties: got 2, want 1',
      '\'/global/services/canary/steps/3/setWeight\': maximum: got 120, want 100', '\'/global/services/canary/steps/4/pause/duration\': \'10 minutes\' does not match pattern',
      '\'/global/services/replicas\': got string, want null or integer', '\'/global/services/enabled\'', 'additional properties \'service\' not allowed',
      '\'/tolerations/0\': additional properties \'kye\' not allowed', '\'/network/dns\': minItems: got 0, want 1', '\'/network/monitoring/0\': minProperties: got 0, want 1',
    ])).toEqual([]);
    expect(missingIn(await saysOf('platform', { 'global.service': {}, network: { apiServer: [], apiServerPorts: [99_999] } }), [
      '\'/global\': additional properties \'service\' not allowed', '\'/network/apiServer\': minItems: got 0, want 1', '\'/network/apiServerPorts/0\': maximum: got 99,999, want 65,535',
    ])).toEqual([]);
  });
});
