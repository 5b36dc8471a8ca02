import type { EventLog, LogRecord, TopicPartition } from '@streamforge/event-log/port';

/** As many bytes as a fetch brings: a smaller page would fetch the same bytes again for the next one. */
export const pageLimit = { maxRecords: 10_000, maxBytes: 1_048_576 } as const;

/** So many records are worked on before others in the process have their turn. */
const turnRecords = 250;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The first offset of a partition that can be read, and the one after its last record. */
export interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** The bounds of a partition now; both 0 where the log has none such. */
export const boundsOf = async (events: Pick<EventLog, 'offsets'>, { topic, partition }: TopicPartition): Promise<Bounds> =>
  (await events.offsets(topic)).find((bounds) => bounds.partition === partition) ?? { start: 0, end: 0 };

/**
 * What the log has of a partition from an offset to before another, in pages. It begins at the first readable offset when the asked one is
 * gone: a caller that minds looks at the offsets.
 */
export const pagesOf = async function* (
  events: Pick<EventLog, 'read'>, { topic, partition }: TopicPartition, from: number, to: number, signal?: AbortSignal,
): AsyncGenerator<readonly LogRecord[]> {
  for (let offset = from; offset < to;) {
    signal?.throwIfAborted();
    const read = await events.read({ topic, partition, offset }, pageLimit);
    for (let at = 0; at < read.length; at += turnRecords) {
      const page = read.slice(at, at + turnRecords).filter((record) => record.offset < to);
      if (page.length > 0) yield page;
      await turn();
    }
    const last = read.at(-1);
    if (last === undefined || last.offset >= to) return;
    offset = last.offset + 1;
  }
};
