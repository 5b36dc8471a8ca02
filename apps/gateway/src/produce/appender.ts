import { StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { HostMetrics } from '@streamforge/service-host/metrics';
import { limits } from '@streamforge/contracts/limits';
import { admit, turnedAway, type Admitted, type Candidate, type Turned } from './candidate.ts';
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
export type Outcome = Appended | Turned;

/** Reads the bytes of one record as its route has it. */
export type ReadRecord = (bytes: Uint8Array) => Candidate | Turned;

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
  async append(topic: TopicName, pieces: readonly Piece[], read: ReadRecord): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < pieces.length; at += CALL_RECORDS) {
      const judged = pieces.slice(at, at + CALL_RECORDS).map((piece) => judge(topic, piece, read));
      outcomes.push(...await this.#appendPortion(topic, judged));
    }
    return outcomes;
  }

  async #appendPortion(topic: TopicName, judged: readonly (Admitted | Turned)[]): Promise<readonly Outcome[]> {
    const admitted = judged.filter((each) => each.ok);
    try {
      const places = admitted.length === 0 ? [] : await this.#collector.produce(topic, admitted.map(({ record }) => record));
      this.#metrics.count('streamforge_produced_records_total', { topic }, admitted.length);
      let next = 0;
      return judged.map((each) => {
        const place = each.ok ? places[next++] : undefined;
        if (!each.ok) return each;
        if (place === undefined) return turnedAway('INTERNAL', 'The log did not say where it put the record.');
        return { ok: true, partition: place.partition, offset: place.offset, keyBytes: each.keyBytes, valueBytes: each.valueBytes };
      });
    } catch (error) {
      if (!(error instanceof StreamForgeError)) throw error;
      return judged.map((each) => each.ok ? turnedAway(error.code, 'It was not appended.') : each);
    }
  }
}

const judge = (topic: TopicName, piece: Piece, read: ReadRecord): Admitted | Turned => {
  if (!(piece instanceof Uint8Array)) {
    return turnedAway('RECORD_TOO_LARGE', `It has ${piece.tooLarge} bytes; a value may have ${limits.recordBytes}.`);
  }
  const candidate = read(piece);
  return 'ok' in candidate ? candidate : admit(topic, candidate);
};
