/** The same input in other batches, partitions and orders: one state hash. */
import { describeState, hashOf } from '@streamforge/document-store/state-hash';
import type { EventLog } from '@streamforge/event-log/port';
import { withPorts } from './evidence.ts';
import { hostIngest, settled, type IngestOptions } from './hosted-ingest.ts';
import { mixedInput, shuffledBetweenKeys, type RawRecord } from './mixed-input.ts';
import { inScratch } from './scratch.ts';

export interface Arrival {
  /** In words: how this replay differed. */
  readonly how: string;
  readonly hash: string;
  /** Entries and deletion markers by collection: an empty store would have one hash, too. */
  readonly stored: Readonly<Record<string, number>>;
}

export type State = Omit<Arrival, 'how'>;

type Shape = Omit<IngestOptions, 'directory' | 'consume'>;

/** Records of neighbouring places that are produced in one call. */
const TOGETHER = 25;

/** Produces the input in order, neighbouring records of a topic in one call. */
export const produceAll = async (events: EventLog, input: readonly RawRecord[]): Promise<void> => {
  for (let at = 0; at < input.length; at += TOGETHER) {
    const together = Map.groupBy(input.slice(at, at + TOGETHER), (record) => record.topic);
    for (const [topic, records] of together) await events.produce(topic, records);
  }
};

/** Lets ingest handle the whole log of a directory, and describes what it stored. */
const handled = async (options: IngestOptions): Promise<State> => {
  const host = await hostIngest(options);
  await settled(host);
  const states = await describeState(host.ports.documents);
  await host.stop();
  const stored = Object.fromEntries(states.map(({ collection, entries, deleted }) => [collection, entries + deleted]));
  return { hash: hashOf(states), stored };
};

/** The log is full before anything is read, so that batches are as large as they may be. */
const logFirst = (input: readonly RawRecord[], shape: Shape): Promise<State> => inScratch(async (directory) => {
  const filling = await hostIngest({ directory, ...shape, consume: false });
  await produceAll(filling.ports.events, input);
  await filling.stop();
  return await handled({ directory, ...shape });
});

/** Records are handled while further ones arrive. */
const asItComes = (input: readonly RawRecord[], shape: Shape): Promise<State> => inScratch(async (directory) => {
  const host = await hostIngest({ directory, ...shape });
  await produceAll(host.ports.events, input);
  await settled(host);
  await host.stop();
  return await handled({ directory, ...shape });
});

/** The state that an input leaves on the embedded platform. */
export const embeddedState = (input: readonly RawRecord[]): Promise<State> => asItComes(input, {});

/** Everything in the log is read once more into the stores that already hold it. */
const readTwice = (input: readonly RawRecord[]): Promise<State> => inScratch(async (directory) => {
  const host = await hostIngest({ directory });
  await produceAll(host.ports.events, input);
  await settled(host);
  await host.stop();
  await withPorts(directory, async ({ events }) => {
    await events.seek('ingest', (await events.committed('ingest')).map(({ topic, partition }) => ({ topic, partition, offset: 0 })));
  });
  return await handled({ directory });
});

/** Replays one input in every way that must not matter. */
export const arrivals = async (seed: number, records: number): Promise<readonly Arrival[]> => {
  const input = mixedInput(seed, records);
  const ways: readonly (readonly [how: string, run: () => Promise<State>])[] = [
    ['as it comes', () => asItComes(input, {})],
    ['produced twice into the same stores', () => asItComes([...input, ...input], {})],
    ['read twice into the same stores', () => readTwice(input)],
    ...[1, 7, 500].map((batchRecords) => [`in batches of ${batchRecords}`, () => logFirst(input, { batchRecords })] as const),
    ...[1, 3, 8].map((partitions) => [`over ${partitions} partitions`, () => logFirst(input, { partitions })] as const),
    ...[1, 2].map((order) => [`shuffled between keys (${order})`, () => asItComes(shuffledBetweenKeys(input, seed + order), {})] as const),
  ];
  const results: Arrival[] = [];
  for (const [how, run] of ways) results.push({ how, ...await run() });
  return results;
};
