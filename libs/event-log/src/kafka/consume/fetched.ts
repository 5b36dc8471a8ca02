import { batchHeaderAt } from '../format/batch-header.ts';
import { RecordSet } from '../format/record-set.ts';
import type { LostRange } from '../../port.ts';
import type { FetchedPartition } from '../wire/fetch.ts';

/** What came of a partition, in order: records to open, or a range that is lost. */
export type Arrival = { readonly set: RecordSet } | { readonly lost: LostRange };

/** Offset after the last whole batch; `from` when there is none. */
export const offsetAfter = (batches: Buffer, from: number): number => {
  let next = from;
  let at = 0;
  for (let header = batchHeaderAt(batches, at); header !== undefined; header = batchHeaderAt(batches, at)) {
    ({ next } = header);
    at += header.length;
  }
  return Math.max(from, next);
};

/** Makes what was fetched ready to be opened, batches of at most `maxBatchBytes` each. */
export const arrivalOf = ({ batches, aborted }: FetchedPartition, maxBatchBytes: number): Arrival => ({ set: new RecordSet(batches, aborted, maxBatchBytes) });
