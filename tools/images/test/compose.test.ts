import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, serviceOf } from '@streamforge/contracts/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkCompose } from '../src/check-compose.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly args: { readonly SERVICE: string } };
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly user?: string;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, unknown>> } };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = await readFile('compose.yaml', 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const example = (await readFile('.env.example', 'utf8')).split('\n').map((line) => /^(?<name>[A-Z_]+)=(?<value>.*)$/.exec(line)?.groups).filter((entry) => entry !== undefined);
/** Asks a server that may be elsewhere, though nobody asks it. */
const outward = ['embeddings'];
/** Checks of the schema need the network once. */
const slow = 120_000;

describe('compose.yaml', () => {
  let place = '';
  beforeAll(async () => { place = await mkdtemp(join(tmpdir(), 'streamforge-compose-')); });
  afterAll(() => rm(place, { recursive: true }));
  const check = async (contents: string): Promise<string> => {
    const [file, env] = [join(place, 'compose.yaml'), join(place, '.env')];
    await writeFile(file, contents);
    await writeFile(env, example.map(({ name }) => `${name}=x`).join('\n'));
    return await checkCompose(file, env);
  };

  it('keeps to the Compose specification, and the check notices when it does not', async () => {
    expect(await check(text)).toMatch(/^(?:docker|schema)$/);
    await expect(check(text.replace('read_only:', 'readonly:'))).rejects.toThrow('readonly');
    await expect(check(text.replace('service_healthy', 'service_well'))).rejects.toThrow('service_well');
  }, slow);

  it('runs every service from its own image, at the port that the contract gives it', () => {
    for (const name of serviceNames) {
      const service = compose.services[name];
      expect(service?.build?.args.SERVICE).toBe(name);
      expect(service?.healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${serviceOf(name).http}/readyz`);
      expect(Object.keys(service?.environment ?? {})).toEqual(expect.arrayContaining(['EVENT_LOG_URL', 'DOCUMENTS_URL', 'RELATIONAL_URL', 'OBJECTS_URL', 'VECTORS_URL', 'STREAMFORGE_API_KEYS']));
      expect(service?.depends_on).toMatchObject({ topics: { condition: 'service_completed_successfully' }, kafka: { condition: 'service_healthy' } });
    }
  });

  it('has Prometheus read every service, under a name that it answers to', async () => {
    const { scrape_configs: [job] } = parse(await readFile('deploy/compose/prometheus.yml', 'utf8')) as {
      readonly scrape_configs: readonly [{ readonly static_configs: readonly { readonly targets: readonly string[] }[] }];
    };
    expect(job.static_configs.flatMap(({ targets }) => targets).toSorted()).toEqual(serviceNames.map((name) => `${name}:${serviceOf(name).http}`).toSorted());
    for (const name of serviceNames) expect(compose.services[name]?.environment?.['STREAMFORGE_HTTP_HOSTS']?.split(',')).toContain(name);
  });

  it('has the whole stack', () => {
    const stack = ['kafka', 'kafka-ui', 'arangodb', 'postgres', 'minio', 'qdrant', 'prometheus', 'grafana', 'topics', ...serviceNames];
    expect(services.map(([name]) => name)).toEqual(expect.arrayContaining(stack));
  });

  it.each(services)('gives %s no more than it needs', (name, service) => {
    expect(service.image).toMatch(/:(?!latest|main|edge)[\w.-]*\d[\w.-]*$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(Object.keys(service.deploy.resources.limits)).toEqual(['cpus', 'memory', 'pids']);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    if ((service.ports ?? []).length === 0 && !outward.includes(name)) expect(service.networks).toEqual(['stores']);
    if (name !== 'topics') expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    for (const [volume = ''] of (service.volumes ?? []).map((mount) => mount.split(':'))) {
      if (!volume.startsWith('./')) expect(compose.volumes).toHaveProperty([volume]);
    }
  });

  it('holds no secret, and does not start without those that it needs', () => {
    const required = new Set([...text.matchAll(/\$\{(?<name>[A-Z_]+):\?/g)].map(({ groups }) => groups?.['name']));
    expect(example.map(({ name }) => name).toSorted()).toEqual([...required].toSorted());
    expect(example.every(({ value }) => value === '')).toBe(true);
    for (const [, { environment = {} }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|API_KEY|SECRET/.test(name)) expect(value).toMatch(/^\$\{.*:(?:\?.*|-)\}$/);
      }
    }
  });
});
