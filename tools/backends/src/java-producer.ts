/** Writes to a topic with Kafka's own Java client, to show that what other programs write is read. */
import { resolve } from 'node:path';
import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { installKafka } from './install-kafka.ts';
import { run } from './install.ts';
import { cacheFolder } from './places.ts';

export interface JavaRecord {
  readonly topic: string;
  /** Kafka's default partitioner decides when absent. */
  readonly partition?: number;
  readonly key?: string;
  readonly value?: string;
  /** Instead of a value: so many characters `0`, which compress to a thousandth. */
  readonly zeros?: number;
}

export interface JavaBatch {
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** Written in a transaction that is committed or aborted; without one when absent. */
  readonly transaction?: 'commit' | 'abort';
  readonly records: readonly JavaRecord[];
}

/**
 * Writes the batches one after the other, each by a producer of its own, and resolves when all are acknowledged. Takes about three seconds.
 * The URL is one without encryption (`adminUrl` of a secured Kafka); the topics must exist. Rejects with the client's message.
 */
export const produceWithJava = async (url: string, batches: readonly JavaBatch[], cache = cacheFolder): Promise<void> => {
  const { hosts } = parseEndpoint({ url }, { scheme: 'kafka', defaultPort: 9092 });
  const classPath = await installKafka(() => undefined, cache);
  await run('java', [
    '-cp', classPath, '-Xmx768m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    resolve(import.meta.dirname, '../java/Produce.java'), hosts.map(({ host, port }) => `${host}:${port}`).join(','),
  ], { input: JSON.stringify(batches), missing: 'Install a Java development kit, 17 or newer (apt-get install default-jdk-headless).' });
};
