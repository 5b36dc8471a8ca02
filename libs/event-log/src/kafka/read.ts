/** Reading a partition at any offset, without a group. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Coordinates, LogRecord } from '../port.ts';
import type { Cluster } from './cluster.ts';
import { bounds } from './consume/positions.ts';
import { BrokerError } from './failure.ts';
import { RecordSet } from './format/record-set.ts';
import { fetch } from './wire/fetch.ts';

const leastBytes = 65_536;
const mostBytes = 4_194_304;
const tries = 5;

export interface ReadLimit {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** What one fetch at an offset brings; an offset that is gone is replaced by the first readable one, undefined beyond the end. */
const fetchAt = async (cluster: Cluster, at: Coordinates, bytes: number) => {
  const partitionBytes = Math.min(mostBytes, Math.max(leastBytes, bytes));
  for (let tried = 1; ; tried += 1) {
    const [fetched] = await cluster.lead(at, fetch([at], { waitMs: 0, maxBytes: partitionBytes, partitionBytes }));
    if (fetched === undefined) throw new BrokerError(-1);
    if (fetched.errorCode === 0) return fetched;
    const error = new BrokerError(fetched.errorCode);
    if (error.type === 'OFFSET_OUT_OF_RANGE') return undefined;
    if (tried === tries) throw error;
    await cluster.look(at.topic);
  }
};

/** Records from an offset on, within the limits but one at least, if there is one. */
export const readAt = async (cluster: Cluster, at: Coordinates, limit: ReadLimit, maxBatchBytes: number): Promise<readonly LogRecord[]> => {
  const records: LogRecord[] = [];
  let { offset } = at;
  let bytes = 0;
  for (;;) {
    const fetched = await fetchAt(cluster, { ...at, offset }, limit.maxBytes);
    if (fetched === undefined) {
      const [start] = await bounds(cluster, 'start', [at]);
      if (start === undefined || offset >= start.offset) return records;
      ({ offset } = start);
      continue;
    }
    const set = new RecordSet(fetched.batches, fetched.aborted, maxBatchBytes);
    const before = offset;
    for (let batch = await set.next(offset); batch !== undefined; batch = await set.next(offset)) {
      if (batch.unreadable !== undefined && records.length === 0) {
        throw new TerminalError('LOST_RANGE', `A producer’s batch can’t be read: ${batch.unreadable}`, { ...at, offset });
      }
      if (batch.unreadable !== undefined) return records;
      for (const record of batch.records) {
        if (records.length > 0 && (records.length >= limit.maxRecords || bytes + record.size > limit.maxBytes)) return records;
        records.push(record);
        bytes += record.size;
      }
      offset = Math.max(offset, batch.next);
    }
    if (offset === before || offset >= fetched.end) return records;
  }
};
