/** Every line of bad input, produced straight into the event log: what became of it, and whether the next good record is stored. */
import { TerminalError } from '@streamforge/contracts/errors';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import { parseDeadLetter } from '@streamforge/dead-letters/letter';
import type { Coordinates, LogRecord } from '@streamforge/event-log/port';
import type { Ports } from '@streamforge/service-host/service';
import { wholeTopic } from '../evidence.ts';
import { hostIngest, settled } from '../hosted-ingest.ts';
import { inScratch } from '../scratch.ts';
import { bytesLines } from './bytes.ts';
import { goodRecord } from './good-record.ts';
import type { BadLine, Stored } from './line.ts';
import { valueLines } from './values.ts';

export interface LineResult {
  readonly what: string;
  readonly topic: TopicName;
  /** `stored`, the code of its dead letter, `refused` and the code the log refuses it with, or what else happened. */
  readonly outcome: string;
  readonly expected: string;
  /** Whether the next good record of the same partition was stored. */
  readonly lives: boolean;
}

const decoder = new TextDecoder();
const bytesOf = (value: string | Uint8Array | null): Uint8Array | null => typeof value === 'string' ? Buffer.from(value) : value;
const equal = (a: Uint8Array | null, b: Uint8Array | null): boolean => a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

/** The code of the one letter with these coordinates, whose bytes are those that were sent. */
const letterOf = (letters: readonly LogRecord[], { topic, partition, offset }: Coordinates, { record }: BadLine): string | undefined => {
  const found = letters.filter((letter) => {
    const origin = parseDeadLetter(letter, { topic: deadLetterTopic(topic as TopicName), partition })?.origin;
    return origin?.kind === 'record' && origin.topic === topic && origin.partition === partition && origin.offset === offset;
  });
  const [letter] = found;
  if (letter === undefined) return undefined;
  if (found.length > 1) return `${found.length} dead letters`;
  if (!equal(letter.value, bytesOf(record.value)) || !equal(letter.key, bytesOf(record.key))) return 'a dead letter with other bytes';
  return parseDeadLetter(letter, { topic, partition })?.code;
};

/** `stored` when the store has it as it should, or what it has instead. */
const storedAs = async ({ documents }: Ports, { collection, key, body }: Stored): Promise<string> => {
  const entry = await documents.get(collection, key);
  if (entry === undefined) return 'neither stored nor a dead letter';
  if (entry.body === null || body === null) return entry.body === body ? 'stored' : 'stored otherwise';
  const found = JSON.parse(decoder.decode(entry.body)) as Readonly<Record<string, unknown>>;
  const different = Object.keys(body).find((field) => found[field] !== body[field]);
  return different === undefined ? 'stored' : `stored with ${different} ${String(found[different]).slice(0, 40)}`;
};

/** What the line says should become of it. */
const expectedOf = ({ outcome }: BadLine): string => {
  if (typeof outcome === 'string') return outcome;
  return 'refused' in outcome ? `refused ${outcome.refused}` : 'stored';
};

/** Produces the line’s record; resolves to its place, or to how the log refused it. */
const send = async ({ events }: Ports, { topic, record }: BadLine): Promise<Coordinates | string> => {
  try {
    const [place] = await events.produce(topic, [record]);
    return place ?? 'no coordinates';
  } catch (error) {
    if (error instanceof TerminalError) return `refused ${error.code}`;
    throw error;
  }
};

const outcomeOf = async (ports: Ports, line: BadLine, place: Coordinates): Promise<string> => {
  const letter = letterOf(await wholeTopic(ports.events, deadLetterTopic(line.topic)), place, line);
  if (letter !== undefined) return letter;
  return typeof line.outcome === 'string' || 'refused' in line.outcome ? 'no dead letter' : await storedAs(ports, line.outcome);
};

/** Sends every line, one after the other, each followed by a good record in its partition. */
export const badInputThroughTheLog = (): Promise<readonly LineResult[]> => inScratch(async (directory) => {
  const host = await hostIngest({ directory });
  const { ports } = host;
  const results: LineResult[] = [];
  for (const [at, line] of [...bytesLines, ...valueLines(Date.now())].entries()) {
    for (const { topic, ...record } of line.before) {
      await ports.events.produce(topic, [record]);
      await settled(host);
    }
    const place = await send(ports, line);
    const good = goodRecord(line.topic, at);
    await ports.events.produce(line.topic, [{ ...good.record, ...typeof place !== 'string' && { partition: place.partition } }]);
    await settled(host);
    results.push({
      what: line.what,
      topic: line.topic,
      outcome: typeof place === 'string' ? place : await outcomeOf(ports, line, place),
      expected: expectedOf(line),
      lives: await ports.documents.get(good.collection, good.key) !== undefined,
    });
  }
  await host.stop();
  return results;
});
