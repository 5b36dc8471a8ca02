import { StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Coordinates, OutgoingRecord } from '@streamforge/event-log/port';
import type { HostMetrics } from '@streamforge/service-host/metrics';
import { limits } from '@streamforge/contracts/limits';
import { admit, refused, type Admitted, type Candidate, type RefusedRecord } from './candidate.ts';
import { CALL_RECORDS, type Collector } from './collector.ts';
import type { Piece } from './splitter.ts';

/** A record that is durable. */
export interface Appended {
  readonly ok: true;
  readonly partition: number;
  readonly offset: number;
  readonly keyBytes: number;
  /** 0 for a tombstone. */
  readonly valueBytes: number;
}

/** What became of one record of a request. */
export type Outcome = Appended | RefusedRecord;

/** Reads the bytes of one record as its route has it. */
export type ReadRecord = (bytes: Uint8Array) => Candidate | RefusedRecord;

/** Judges the pieces of a request's body and appends what may be appended, in order. */
export class Appender {
  readonly #collector: Collector;
  readonly #metrics: HostMetrics;

  constructor(collector: Collector, metrics: HostMetrics) {
    this.#collector = collector;
    this.#metrics = metrics;
  }

  /**
   * One outcome for each piece, in order; a good one is durable by then. Works in portions, so that a large body holds up nobody, and one
   * after another, so that the order of a key is kept when one fails.
   */
  async append(topic: TopicName, pieces: Iterable<Piece>, read: ReadRecord): Promise<readonly Outcome[]> {
    const iterator = pieces[Symbol.iterator]();
    const outcomes: Outcome[] = [];
    for (;;) {
      const portion = await this.#appendPortion(topic, iterator, read);
      for (const outcome of portion) outcomes.push(outcome);
      if (portion.length < CALL_RECORDS) return outcomes;
    }
  }

  /**
   * Judges the next pieces and hands them to the log. Not `async`, so that nothing keeps the records once the log has its copy: garbage
   * that outlives a commit costs more than all reading.
   */
  #appendPortion(topic: TopicName, pieces: Iterator<Piece>, read: ReadRecord): Promise<readonly Outcome[]> {
    const { portion, records } = judgePortion(topic, pieces, read);
    return this.#outcomesOf(topic, portion, records.length === 0 ? [] : this.#collector.produce(topic, records));
  }

  async #outcomesOf(topic: TopicName, portion: Portion, appending: Places | Promise<Places>): Promise<readonly Outcome[]> {
    try {
      const places = await appending;
      this.#metrics.count('streamforge_produced_records_total', { topic }, places.length);
      return outcomesOf(portion, places);
    } catch (error) {
      if (!(error instanceof StreamForgeError)) throw error;
      return portion.refusals.map((refusal) => refusal ?? refused(error.code, 'It was not appended.'));
    }
  }
}

type Places = readonly Coordinates[];

/** What of a portion is kept until the log answers: numbers by place in the portion, no object for each record. */
interface Portion {
  /** Undefined for a record that was handed to the log. */
  readonly refusals: (RefusedRecord | undefined)[];
  readonly keyBytes: number[];
  readonly valueBytes: number[];
}

const judgePortion = (
  topic: TopicName, pieces: Iterator<Piece>, read: ReadRecord,
): { readonly portion: Portion; readonly records: readonly OutgoingRecord[] } => {
  const portion: Portion = { refusals: [], keyBytes: [], valueBytes: [] };
  const records: OutgoingRecord[] = [];
  while (portion.refusals.length < CALL_RECORDS) {
    const { value: piece, done } = pieces.next();
    if (done === true) break;
    const judged = judge(topic, piece, read);
    portion.refusals.push(judged.ok ? undefined : judged);
    portion.keyBytes.push(judged.ok ? judged.keyBytes : 0);
    portion.valueBytes.push(judged.ok ? judged.valueBytes : 0);
    if (judged.ok) records.push(judged.record);
  }
  return { portion, records };
};

const judge = (topic: TopicName, piece: Piece, read: ReadRecord): Admitted | RefusedRecord => {
  if (!(piece instanceof Uint8Array)) {
    return refused('RECORD_TOO_LARGE', `It has ${piece.tooLarge} bytes; a value may have ${limits.recordBytes}.`);
  }
  const candidate = read(piece);
  return 'ok' in candidate ? candidate : admit(topic, candidate);
};

const outcomesOf = ({ refusals, keyBytes, valueBytes }: Portion, places: Places): readonly Outcome[] => {
  let next = 0;
  return refusals.map((refusal, at) => {
    if (refusal !== undefined) return refusal;
    const place = places[next++];
    if (place === undefined) return refused('INTERNAL', 'The log did not say where it put the record.');
    const { partition, offset } = place;
    return { ok: true, partition, offset, keyBytes: keyBytes[at] as number, valueBytes: valueBytes[at] as number };
  });
};
