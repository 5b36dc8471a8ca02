/** A real Prometheus on a port of loopback, over the metrics of a platform that runs. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from '@streamforge/bench/http/load';
import { prometheusTool } from '@streamforge/cluster-tools/prometheus-tools';
import { freePort } from '@streamforge/testing/free-port';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly alerts: readonly { readonly state: string }[];
}

export interface Prometheus {
  /** The labels of each series that a query answers now. Rejects with what is wrong with it. */
  ask(query: string): Promise<readonly Series['metric'][]>;
  rules(): Promise<readonly Rule[]>;
  stop(): Promise<void>;
}

/** As a ServiceMonitor of each service would: a label says whose pod it is, which metrics that name their service keep. One process answers for all. */
const configuration = ({ address, token }: Target, services: readonly string[]): object => ({
  global: { scrape_interval: '1s', evaluation_interval: '1s' },
  rule_files: ['rules.yaml'],
  scrape_configs: services.map((service) => ({
    job_name: service,
    honor_labels: true,
    authorization: { credentials: token },
    static_configs: [{ targets: [new URL(address).host], labels: { service, namespace: 'streamforge', pod: `${service}-0` } }],
  })),
});

/** Starts it with the rules of a file, evaluated each second. Throws where there is no Prometheus to be had. */
export const startPrometheus = async (target: Target, services: readonly string[], rules: string): Promise<Prometheus> => {
  const program = await prometheusTool('prometheus');
  if (program === undefined) throw new Error('there is no Prometheus: see the notice above');
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yaml'), JSON.stringify(configuration(target, services)), { mode: 0o600 });
  await writeFile(join(folder, 'rules.yaml'), (await readFile(rules, 'utf8')).replaceAll('interval: 30s', 'interval: 1s'));
  const child = spawn(program, [`--config.file=${join(folder, 'prometheus.yaml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const get = async (path: string): Promise<unknown> => {
    const { data, error } = await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json() as { data?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return data;
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/-/ready`).then(({ ok }) => ok, () => false)) break;
    if (child.exitCode !== null || tries > 300) {
      await stop();
      throw new Error(`prometheus did not start: ${child.exitCode ?? 'it says nothing'}`);
    }
    await pause(100);
  }
  return {
    ask: async (query) => (await get(`query?query=${encodeURIComponent(query)}`) as { result: readonly Series[] }).result.map(({ metric }) => metric),
    rules: async () => (await get('rules?type=alert') as { groups: readonly { rules: readonly Rule[] }[] }).groups.flatMap(({ rules: each }) => each),
    stop,
  };
};
