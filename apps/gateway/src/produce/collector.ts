import type { Coordinates, EventLog, OutgoingRecord } from '@streamforge/event-log/port';

/** Most records appended by one call. */
export const CALL_RECORDS = 500;

interface Waiting {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: (places: readonly Coordinates[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends records that arrive together with one call per topic: five hundred producers of one record each cost the log what one
 * producer of five hundred does. Nothing waits for company longer than the current turn of the event loop.
 */
export class Collector {
  readonly #events: Pick<EventLog, 'produce'>;
  readonly #waiting = new Map<string, Waiting[]>();
  #scheduled = false;

  constructor(events: Pick<EventLog, 'produce'>) {
    this.#events = events;
  }

  /** Resolves to the records' places, in order, when they are durable. */
  produce(topic: string, records: readonly OutgoingRecord[]): Promise<readonly Coordinates[]> {
    if (records.length >= CALL_RECORDS) return this.#events.produce(topic, records);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Coordinates[]>();
    const waiting = this.#waiting.get(topic);
    if (waiting === undefined) this.#waiting.set(topic, [{ records, resolve, reject }]);
    else waiting.push({ records, resolve, reject });
    this.#schedule();
    return promise;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const turns = [...this.#waiting];
      this.#waiting.clear();
      for (const [topic, waiting] of turns) this.#appendAll(topic, waiting);
    });
  }

  #appendAll(topic: string, waiting: readonly Waiting[]): void {
    let group: Waiting[] = [];
    let records = 0;
    for (const each of waiting) {
      if (records > 0 && records + each.records.length > CALL_RECORDS) {
        void this.#append(topic, group);
        group = [];
        records = 0;
      }
      group.push(each);
      records += each.records.length;
    }
    void this.#append(topic, group);
  }

  async #append(topic: string, group: readonly Waiting[]): Promise<void> {
    try {
      const places = await this.#events.produce(topic, group.flatMap(({ records }) => records));
      let at = 0;
      for (const { records, resolve } of group) {
        resolve(places.slice(at, at + records.length));
        at += records.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
