import { RetryableError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { PartitionStates } from '../src/loop/partition-state.ts';

describe('what readiness says of partitions', () => {
  it('names each that waits or stands, with its reason, until it works again', () => {
    const states = new PartitionStates();
    states.set('documents.v1', 2, { kind: 'paused', cause: new RetryableError('STORE_UNAVAILABLE') });
    states.set('documents.v1', 3, { kind: 'stopped', reason: 'too many failures' });
    expect(states.describe()).toEqual([
      'documents.v1[2] waits: STORE_UNAVAILABLE A store does not answer; the partition waits and nothing is skipped.',
      'documents.v1[3] stopped: too many failures',
    ]);
    expect(states.halted('documents.v1')).toBe(2);
    expect(states.halted('documents.v10')).toBe(0);
    states.set('documents.v1', 2, { kind: 'working' });
    states.set('documents.v1', 3, { kind: 'working' });
    expect(states.describe()).toEqual([]);
  });
});
