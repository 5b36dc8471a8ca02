/** The next records of a replay, gathered until they are worth sending. */
import type { RefusedLine } from '@streamforge/dead-letters/file-line';
import type { MappedTopic } from '@streamforge/mappers/events';
import { patiently, type Patience } from './patience.ts';
import type { ReplayPosition } from './position.ts';
import type { EventRecord } from './record.ts';
import type { Sink } from './sink.ts';

/** What of one topic is sent together. */
class TopicWave {
  records: EventRecord[] = [];
  /** Line of each record. */
  lines: number[] = [];
  refused: RefusedLine[] = [];
}

export class Wave {
  readonly #file: string;
  readonly #topics = new Map<MappedTopic, TopicWave>();
  #items = 0;
  #rows = 0;

  /** The file's name is what dead letters of its lines say. */
  constructor(file: string) {
    this.#file = file;
  }

  get items(): number {
    return this.#items;
  }

  /** The items that follow come of another row of the file; one row may become several. */
  beginRow(): void {
    this.#rows++;
  }

  add(topic: MappedTopic, record: EventRecord, line: number): void {
    const { records, lines } = this.#of(topic);
    records.push(record);
    lines.push(line);
    this.#items++;
  }

  bury(topic: MappedTopic, refused: Pick<RefusedLine, 'line' | 'bytes' | 'code' | 'message'>): void {
    this.#of(topic).refused.push({ ...refused, topic, file: this.#file, service: 'replay' });
    this.#items++;
  }

  /**
   * Sends everything and resolves when it is durable; what was refused is kept as dead letters. Waits while the platform can't take
   * it, as `patiently` has it. Waves are sent one after the other, so that what is sent again never overtakes what follows it.
   */
  async send(sink: Sink, patience: Patience): Promise<void> {
    await Promise.all([...this.#topics].map(async ([topic, wave]) => {
      if (wave.records.length > 0) this.#refuse(topic, wave, await patiently(() => sink.send(topic, wave.records), patience));
      if (wave.refused.length > 0) await patiently(() => sink.bury(topic, wave.refused), patience);
    }));
  }

  /** The position that a replay has reached once this wave is acknowledged. */
  after(before: ReplayPosition): ReplayPosition {
    const series = { ...before.series };
    const refused = { ...before.refused };
    let events = before.events;
    for (const [topic, wave] of this.#topics) {
      events += wave.records.length;
      for (const { code } of wave.refused) refused[code] = (refused[code] ?? 0) + 1;
      if (topic === 'market.assets.v1') continue;
      for (const { key } of wave.records) series[key] = (series[key] ?? 0) + 1;
    }
    return { ...before, items: before.items + this.#items, rows: before.rows + this.#rows, events, series, refused };
  }

  #of(topic: MappedTopic): TopicWave {
    const wave = this.#topics.get(topic) ?? new TopicWave();
    this.#topics.set(topic, wave);
    return wave;
  }

  #refuse(topic: MappedTopic, wave: TopicWave, refused: Awaited<ReturnType<Sink['send']>>): void {
    if (refused.length === 0) return;
    for (const { at, refusal: { code, detail } } of refused) {
      const bytes = Buffer.from(wave.records[at]?.value ?? '');
      wave.refused.push({ topic, file: this.#file, line: wave.lines[at] ?? 0, bytes, code, message: detail, service: 'replay' });
    }
    const gone = new Set(refused.map(({ at }) => at));
    wave.records = wave.records.filter((_, at) => !gone.has(at));
  }
}
