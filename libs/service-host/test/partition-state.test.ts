import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { PartitionStates } from '../src/loop/partition-state.ts';

const place = (service: string, topic: string, partition: number) => ({ service, topic, partition });

describe('what readiness says of partitions', () => {
  it('names each that waits or stands, with its reason and the fix, until it works again', () => {
    const states = new PartitionStates();
    states.halt(place('ingest', 'documents.v1', 2), { kind: 'waits', cause: new RetryableError('STORE_UNAVAILABLE') });
    states.halt(place('ingest', 'documents.v1', 3), { kind: 'stopped', cause: new TerminalError('PARTITION_STOPPED') });
    expect(states.describe()).toEqual([
      'ingest documents.v1[2] waits: STORE_UNAVAILABLE A store does not answer; the partition waits and nothing is skipped. '
      + 'Bring the store back; work goes on by itself.',
      'ingest documents.v1[3] stopped: PARTITION_STOPPED A partition stopped because too many of its records failed unexpectedly. '
      + 'Fix the cause named in the log, then restart the service.',
    ]);
    expect(states.halted('ingest', 'documents.v1')).toBe(2);
    expect(states.halted('ingest', 'documents.v10')).toBe(0);
    states.clear(place('ingest', 'documents.v1', 2));
    states.clear(place('ingest', 'documents.v1', 3));
    expect(states.describe()).toEqual([]);
  });

  it('keeps two services apart that read the same partition', () => {
    const states = new PartitionStates();
    states.halt(place('embeddings', 'market.bars.v1', 0), { kind: 'waits', cause: new RetryableError('STORE_UNAVAILABLE') });
    states.clear(place('roi-logger', 'market.bars.v1', 0));
    expect(states.halted('embeddings', 'market.bars.v1')).toBe(1);
    expect(states.halted('roi-logger', 'market.bars.v1')).toBe(0);
  });
});
