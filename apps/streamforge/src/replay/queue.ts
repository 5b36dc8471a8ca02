/** What stands between reading a file and sending it: one wave is under way while the next one is gathered, and positions follow behind. */
import type { MappedEvent, MappedTopic } from '@streamforge/mappers/events';
import type { Mapped, RefusedRow } from '@streamforge/mappers/files/mapped';
import type { Patience } from './patience.ts';
import type { ReplayPosition } from './position.ts';
import { oversized, recordOf, REPLAY_SOURCE } from './record.ts';
import type { Sink } from './sink.ts';
import { Wave } from './wave.ts';

/** Items that are sent together: enough to make a sync worth its while, few enough to keep the event loop free. */
const WAVE_ITEMS = 1_000;
const SAVE_EVERY_MS = 1_000;

export interface QueueOptions extends Patience {
  readonly sink: Sink;
  /** The file's name, for the dead letters of its lines. */
  readonly file: string;
  /** Topic whose dead letters keep an unreadable line. */
  readonly topic: () => MappedTopic;
  readonly save: (position: ReplayPosition) => Promise<void>;
}

export class ReplayQueue {
  readonly #options: QueueOptions;
  #position: ReplayPosition;
  #wave: Wave;
  #underWay: Promise<void> = Promise.resolve();
  #savedAt: number;

  constructor(start: ReplayPosition, options: QueueOptions) {
    this.#position = start;
    this.#options = options;
    this.#wave = new Wave(options.file);
    this.#savedAt = options.clock.monotonic();
  }

  /** Adds what a row became, or one of several things; true when the wave is full and wants to be sent. */
  add(item: Mapped, beginsRow: boolean): boolean {
    if (beginsRow) this.#wave.beginRow();
    if ('event' in item) this.#addEvent(item.event, item.line);
    else this.#bury(this.#options.topic(), item);
    return this.#wave.items >= WAVE_ITEMS;
  }

  #addEvent(event: MappedEvent, line: number): void {
    const record = recordOf(event, REPLAY_SOURCE);
    const refusal = oversized(record);
    if (refusal === undefined) this.#wave.add(event.topic, record, line);
    else this.#bury(event.topic, { line, refusal, bytes: Buffer.from(record.value) });
  }

  #bury(topic: MappedTopic, { line, bytes, refusal: { code, detail } }: RefusedRow): void {
    this.#wave.bury(topic, { line, bytes, code, message: detail });
  }

  /** Begins to send the wave once the one before it is acknowledged. */
  async flush(): Promise<void> {
    await this.#underWay;
    const wave = this.#wave;
    this.#wave = new Wave(this.#options.file);
    this.#underWay = this.#send(wave);
    this.#underWay.catch(() => undefined);
  }

  /** Resolves when everything that was flushed is acknowledged. */
  settled(): Promise<void> {
    return this.#underWay;
  }

  /** Saves and returns the position. */
  async end(finished: boolean): Promise<ReplayPosition> {
    await this.#underWay.catch(() => undefined);
    this.#position = { ...this.#position, finished };
    await this.#options.save(this.#position);
    return this.#position;
  }

  async #send(wave: Wave): Promise<void> {
    const { sink, clock, save } = this.#options;
    await wave.send(sink, this.#options);
    this.#position = wave.after(this.#position);
    if (clock.monotonic() - this.#savedAt < SAVE_EVERY_MS) return;
    this.#savedAt = clock.monotonic();
    await save(this.#position);
  }
}
