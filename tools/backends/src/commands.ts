/** up, down and status: servers that outlive the command, found again by the note of what runs. */
import { rm } from 'node:fs/promises';
import { maskedUrl } from '@streamforge/contracts/endpoint';
import { startKafka } from './kafka.ts';
import { dataFolder, type Tell } from './places.ts';
import { startPostgres } from './postgres.ts';
import { startQdrant } from './qdrant.ts';
import { backendNames, exclusively, note, noted, stillRuns, type RunningBackend, type StartableBackend } from './running.ts';
import { startS3 } from './s3.ts';
import { letGo, stopProcess } from './server-process.ts';

export interface UpOptions {
  readonly names: readonly StartableBackend[];
  /** Kafka brokers, 1 or 3. */
  readonly brokers: number;
  readonly tell: Tell;
}

const ports = { kafka: 19_092, postgres: 15_432, s3: 19_001, qdrant: 16_333 } as const;

const starters: Readonly<Record<StartableBackend, (brokers: number, tell: Tell) => Promise<RunningBackend>>> = {
  kafka: async (brokers, tell) => {
    // Three brokers keep other data than one.
    const server = await startKafka({ directory: dataFolder(brokers === 1 ? 'kafka' : `kafka-${brokers}`), brokers, port: ports.kafka, tell });
    return { url: server.url, directory: server.directory, processes: Array.from({ length: brokers }, (_, index) => server.process(index + 1)) };
  },
  postgres: async (_, tell) => {
    const server = await startPostgres({ directory: dataFolder('postgres'), port: ports.postgres, tell });
    return { url: server.url, directory: server.directory, processes: [server.process()] };
  },
  s3: async (_, tell) => {
    const server = await startS3({ directory: dataFolder('s3'), port: ports.s3, tell });
    return { url: server.url, directory: server.directory, processes: [server.process()] };
  },
  qdrant: async (_, tell) => {
    const server = await startQdrant({ directory: dataFolder('qdrant'), port: ports.qdrant, tell });
    return { url: server.url, directory: server.directory, processes: [server.process()] };
  },
};

const stopped = async (backend: RunningBackend): Promise<void> => void await Promise.all(backend.processes.map((server) => stopProcess(
  server,
  // Postgres waits for its clients at SIGTERM and sends them away at SIGINT.
  server.name === 'postgres' ? 'SIGINT' : 'SIGTERM',
)));

/** Starts what does not run yet, side by side. Rejects with every reason when one does not come up; the others stay. */
export const up = async ({ names, brokers, tell }: UpOptions): Promise<void> => exclusively(tell, async () => {
  const outcomes = await Promise.allSettled(names.map(async (name) => {
    const known = noted()[name];
    if (known !== undefined && stillRuns(known)) {
      if (name === 'kafka' && known.processes.length !== brokers) {
        throw new Error(`kafka: ${known.processes.length} broker(s) run. Stop them first: npm run backends -- down kafka`);
      }
      return tell(`${name}: runs already, ${maskedUrl(known.url)}`);
    }
    // Of a cluster that lost a broker the others may still hold the data.
    if (known !== undefined) await stopped(known);
    const start = performance.now();
    const backend = await starters[name](brokers, tell);
    note(name, backend);
    backend.processes.forEach(letGo);
    const pids = backend.processes.map(({ pid }) => pid).join(', ');
    tell(`${name}: ready in ${((performance.now() - start) / 1000).toFixed(1)} s, ${maskedUrl(backend.url)}, pid ${pids}`);
  }));
  const reasons = outcomes.flatMap((outcome) => outcome.status === 'rejected' ? [outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason)] : []);
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
});

/** Stops servers by their pids. With `wipe`, their data go too. */
export const down = async ({ names, wipe, tell }: { readonly names: readonly StartableBackend[]; readonly wipe: boolean; readonly tell: Tell }): Promise<void> => exclusively(tell, async () => {
  await Promise.all(names.map(async (name) => {
    const known = noted()[name];
    if (known === undefined) tell(`${name}: does not run`);
    else {
      await stopped(known);
      note(name, undefined);
      tell(`${name}: stopped`);
    }
    if (!wipe) return;
    const folders = [dataFolder(name), ...name === 'kafka' ? [dataFolder('kafka-3')] : [], ...known === undefined ? [] : [known.directory]];
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    tell(`${name}: data removed`);
  }));
});

/** One line for each backend; true when all of them run. Passwords are shown only when asked for. */
export const status = ({ names, secrets, tell }: { readonly names: readonly StartableBackend[]; readonly secrets: boolean; readonly tell: Tell }): boolean => {
  const all = noted();
  for (const name of names) {
    const known = all[name];
    const pids = known?.processes.map(({ pid }) => pid).join(', ');
    if (known === undefined) tell(`${name.padEnd(9)} does not run`);
    else if (stillRuns(known)) tell(`${name.padEnd(9)} runs, ${secrets ? known.url : maskedUrl(known.url)}, pid ${pids}`);
    else tell(`${name.padEnd(9)} is gone: it was started as pid ${pids}, which no longer runs (log: ${known.processes[0]?.log ?? '-'})`);
  }
  return names.every((name) => stillRuns(all[name]));
};

export const isStartable = (word: string): word is StartableBackend => backendNames.some((name) => name === word);
