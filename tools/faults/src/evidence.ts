import { parseDeadLetter } from '@streamforge/dead-letters/letter';
import { serviceOf } from '@streamforge/contracts/services';
import { systemClock } from '@streamforge/determinism/clock';
import { stateHash } from '@streamforge/document-store/state-hash';
import type { EventLog, LogRecord, LostRange, PartitionOffsets } from '@streamforge/event-log/port';
import type { OpenPorts } from '@streamforge/service-host/run';
import type { Entry, Evidence } from '@streamforge/testing/oracle/evidence';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { candleEntry, tradeEntry } from './workload.ts';

/** What a stopped platform's data directory holds, as the oracle wants it. */
export interface Left extends Pick<Evidence, 'stores' | 'deadLetters' | 'committed' | 'ends'> {
  readonly hash: string;
  readonly lostRanges: readonly LostRange[];
  readonly lostWrites: number;
}

const decoder = new TextDecoder();
const read = <Body>(bytes: Uint8Array | null): Body => JSON.parse(decoder.decode(bytes ?? undefined)) as Body;

/** Opens the directory of a stopped platform and gives its ports to `use`. */
export const withPorts = async <Result>(directory: string, use: (ports: OpenPorts) => Promise<Result>): Promise<Result> => {
  const ports = await openEmbedded({ directory, clock: systemClock });
  try {
    return await use(ports);
  } finally {
    await ports.close();
  }
};

/** Reads everything that stopped services left behind the ports. */
export const leftBehind = async (ports: OpenPorts): Promise<Left> => ({
  stores: { documents: [...await storedCandles(ports), ...await storedTrades(ports)] },
  deadLetters: await deadCandles(ports.events),
  committed: await ports.events.committed('ingest'),
  ends: await consumedEnds(ports.events),
  hash: await stateHash(ports.documents),
  lostRanges: await ports.events.lostRanges(),
  lostWrites: await ports.documents.lostWrites(),
});

/** Reads everything that a stopped platform left in its directory. */
export const readLeft = (directory: string): Promise<Left> => withPorts(directory, leftBehind);

/** The published candles that are stored now. */
export const storedCandles = async ({ documents }: Pick<OpenPorts, 'documents'>): Promise<readonly Entry[]> =>
  (await Array.fromAsync(documents.everything('candles'))).flat()
    .filter(({ body, series }) => body !== null && series.endsWith(':published')).map(({ body }) => candleEntry(read(body)));

const storedTrades = async ({ documents }: OpenPorts): Promise<readonly Entry[]> =>
  (await Array.fromAsync(documents.everything('trades'))).flat().map(({ body }) => tradeEntry(read(body)));

/**
 * Ids of the candles that became dead letters, once per letter beyond the first of its record. A producer that was not told may send a
 * bad record again: then there are two records in the log, and a letter for each is right.
 */
const deadCandles = async (events: EventLog): Promise<readonly string[]> => {
  const topic = 'market.candles.v1.dlq';
  const letters = (await wholeTopic(events, topic)).map((record) => {
    const letter = parseDeadLetter(record, { topic, partition: 0 });
    if (letter?.origin.kind !== 'record') throw new Error('a dead letter does not say where it came from');
    return { id: candleEntry(read(record.value)).id, origin: `${letter.origin.partition}@${letter.origin.offset}` };
  });
  return [...Map.groupBy(letters, ({ id }) => id)].flatMap(([id, ofId]) => {
    const repeated = ofId.length - new Set(ofId.map(({ origin }) => origin)).size;
    return Array.from({ length: 1 + repeated }, () => id);
  });
};

const consumedEnds = async (events: EventLog): Promise<readonly PartitionOffsets[]> =>
  (await Promise.all(Object.keys(serviceOf('ingest').consumes).map((topic) => events.offsets(topic)))).flat().filter(({ end }) => end > 0);

/** Every record of a topic, partition by partition. */
export const wholeTopic = async (events: EventLog, topic: string): Promise<readonly LogRecord[]> => {
  const records: LogRecord[] = [];
  for (const { partition, start, end } of await events.offsets(topic)) {
    for (let offset = start; offset < end;) {
      const page = await events.read({ topic, partition, offset }, { maxRecords: 1_000, maxBytes: 8_388_608 });
      records.push(...page);
      offset = (page.at(-1)?.offset ?? end - 1) + 1;
    }
  }
  return records;
};
