/** A broker and a Postgres of the benchmark's own: nobody else's work is in its figures, and nothing of it stays. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from '@streamforge/backends/kafka';
import { startPostgres } from '@streamforge/backends/postgres';
import { benchFolder } from '../ingest/compare.ts';
import { processSeconds, treeSeconds } from './cpu.ts';

export interface Servers {
  readonly kafkaUrl: string;
  readonly postgresUrl: string;
  /** CPU seconds used so far. */
  brokerSeconds(): number;
  postgresSeconds(): number;
  close(): Promise<void>;
}

export const startServers = async (): Promise<Servers> => {
  mkdirSync(benchFolder, { recursive: true });
  const directory = mkdtempSync(join(benchFolder, 'servers-'));
  const starting = [
    startKafka({ directory: join(directory, 'kafka') }),
    startPostgres({ directory: join(directory, 'postgres'), settings: { max_wal_size: "'4GB'" } }),
  ] as const;
  // Who interrupts the benchmark ends its servers too: they are killed when this process exits.
  const interrupted = (): void => process.exit(130);
  // Postgres keeps its data elsewhere where its own user can't reach this folder.
  const folders = [directory];
  const remove = (): void => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  process.once('exit', remove);
  const close = async (): Promise<void> => {
    for (const started of await Promise.allSettled(starting)) if (started.status === 'fulfilled') await started.value.close();
    remove();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupted);
    process.removeListener('exit', remove);
  };
  try {
    const [kafka, postgres] = await Promise.all(starting);
    folders.push(postgres.directory);
    return {
      kafkaUrl: kafka.url,
      postgresUrl: postgres.url,
      brokerSeconds: () => processSeconds(kafka.process(1).pid),
      postgresSeconds: () => treeSeconds(postgres.process().pid),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
