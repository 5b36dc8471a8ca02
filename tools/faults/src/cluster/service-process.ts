/** One service in a process of its own, as an operator runs it: `npm run service` without npm. */
import type { ServiceName } from '@streamforge/contracts/services';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';

export interface ServiceProcess {
  readonly service: ServiceName;
  readonly program: ChildProgram;
  readonly address: string;
  /** Status of `/readyz` and what it says is wrong. */
  readiness(): Promise<{ readonly status: number; readonly body: string }>;
  /** Sum of the samples of a metric that carry all of the labels. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

const RUNNER = 'tools/service/src/main.ts';
const FAULTY = 'tools/faults/src/cluster/faulty-ingest.ts';

const sumOf = (metrics: string, name: string, labels: Readonly<Record<string, string>>): number => metrics.split('\n')
  .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
  .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);

/** As `npm run service` and the images start it. */
const nodeOptions = `${process.env['NODE_OPTIONS'] ?? ''} --max-semi-space-size=8`.trim();

const start = async (service: ServiceName, file: string, words: readonly string[], env: Readonly<Record<string, string>>): Promise<ServiceProcess> => {
  const program = startProgram(file, words, {
    env: { STREAMFORGE_LOG_LEVEL: 'info', NODE_OPTIONS: nodeOptions, ...env, STREAMFORGE_HTTP_PORT: '0' },
  });
  const [, address = ''] = await program.saw(/Server listening at (http:\S+?)"/, 60_000);
  return {
    service, program, address,
    readiness: async () => {
      const answer = await fetch(`${address}/readyz?verbose`);
      return { status: answer.status, body: await answer.text() };
    },
    metric: async (name, labels = {}) => sumOf(await (await fetch(`${address}/metrics`)).text(), name, labels),
  };
};

/** Starts a service on a free port with the given settings; rejects with its output when it does not get ready to listen. */
export const startService = (service: ServiceName, env: Readonly<Record<string, string>>): Promise<ServiceProcess> =>
  start(service, RUNNER, [service], env);

/** Starts ingest on a free port so that something happens to it at the step that FAULT_AT names. */
export const startFaultyIngest = (env: Readonly<Record<string, string>>): Promise<ServiceProcess> => start('ingest', FAULTY, [], env);
