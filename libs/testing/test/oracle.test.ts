import { describe, expect, it } from 'vitest';
import { judgeByOracle, oracleComplaints, type OracleRule } from '../src/oracle.ts';
import type { Evidence } from '../src/oracle/evidence.ts';

const entry = (id: string, key: string, version: number, amount = '0.1') => ({ id, key, version, amount });
const committedAt = (committed: number) => [{ group: 'ingest', topic: 'market.candles.v1', partition: 0, committed }];

/** Four acknowledged events: b2 replaced b1, d1 is a dead letter. */
const sound: Evidence = {
  fault: 'SIGKILL at commit 17',
  acknowledged: [entry('a1', 'a', 1), entry('b1', 'b', 1), entry('b2', 'b', 2, '0.20000000000000000000000000000000000001'), entry('d1', 'd', 1)],
  stores: { documents: [entry('a1', 'a', 1), entry('b2', 'b', 2, '0.20000000000000000000000000000000000001')] },
  deadLetters: ['d1'],
  seen: { b: [1, 1, 2] },
  committed: committedAt(4),
  ends: [{ topic: 'market.candles.v1', partition: 0, start: 0, end: 4 }],
  storedUpTo: { 'market.candles.v1:0': 4 },
  refusals: [{ code: 'DISK_FULL', where: 'market.candles.v1[0]', fix: 'Free space.', text: 'The disk is full.' }],
  unhandledRejections: [],
  stateHash: { withFault: 'c0ffee', without: 'c0ffee' },
  memory: { samplesBytes: [100, 200], capBytes: 500 },
  handles: { samples: [20, 22], cap: 100 },
  recovery: { healedAt: 1_000, recoveredAt: 1_450 },
};
const { documents = [] } = sound.stores;

const planted: readonly (readonly [rule: OracleRule, what: string, change: Partial<Evidence>])[] = [
  ['O1', 'a lost event', { stores: { documents: [entry('b2', 'b', 2, '0.20000000000000000000000000000000000001')] } }],
  ['O1', 'an event lost in one store of two', { stores: { documents, ledger: [] } }],
  ['O2', 'an event stored twice', { stores: { documents: [...documents, entry('a1', 'a', 1)] } }],
  ['O2', 'a dead letter that is stored too', { stores: { documents: [...documents, entry('d1', 'd', 1, '0')] } }],
  ['O2', 'a dead letter written twice', { deadLetters: ['d1', 'd1'] }],
  ['O2', 'an event nobody sent', { stores: { documents: [...documents, entry('x1', 'x', 1, '0')] } }],
  ['O2', 'a sum wrong in its last digit', { stores: { documents: [entry('a1', 'a', 1), entry('b2', 'b', 2, '0.2')] } }],
  ['O3', 'an older version at the end', { stores: { documents: [entry('a1', 'a', 1), entry('b1', 'b', 1)] } }],
  ['O3', 'a version that went back for a while', { seen: { b: [1, 2, 1, 2] } }],
  ['O4', 'an offset short of the end', { committed: committedAt(3) }],
  ['O4', 'an offset beyond what is stored', { storedUpTo: { 'market.candles.v1:0': 3 } }],
  ['O5', 'a refusal without a code', { refusals: [{ where: 'a', fix: 'b', text: 'no' }] }],
  ['O5', 'a refusal without a place', { refusals: [{ code: 'DISK_FULL', fix: 'b', text: 'no' }] }],
  ['O5', 'a refusal without a fix', { refusals: [{ code: 'DISK_FULL', where: 'a', text: 'no' }] }],
  ['O5', 'a stack trace shown to a client', { refusals: [{ code: 'INTERNAL', where: 'a', fix: 'b', text: new Error('inside').stack ?? '' }] }],
  ['O5', 'an unhandled rejection', { unhandledRejections: ['TypeError: x'] }],
  ['O6', 'another state', { stateHash: { withFault: 'c0ffee', without: 'decaf' } }],
  ['O7', 'memory above the cap', { memory: { samplesBytes: [100, 501, 90], capBytes: 500 } }],
  ['O7', 'handles above the cap', { handles: { samples: [101], cap: 100 } }],
  ['O8', 'a recovery that ended before the fault', { recovery: { healedAt: 2, recoveredAt: 1 } }],
];

describe('the oracle', () => {
  it('finds nothing wrong with a run that kept every rule, and times the recovery', () => {
    expect(judgeByOracle(sound)).toEqual({ violations: [], recoveryMs: 450 });
  });

  it.each(planted)('%s: finds %s', (rule, _what, change) => {
    expect(new Set(judgeByOracle({ ...sound, ...change }).violations.map((violation) => violation.rule))).toContain(rule);
  });

  it('wants the recovery from a fault timed', () => {
    const { recovery: _untimed, ...rest } = sound;
    expect(oracleComplaints(rest)).toEqual(['O8 recovery recorded: the recovery from SIGKILL at commit 17 was not timed']);
  });

  it('accepts an acknowledged event that a newer version of its key replaced, in whatever order they arrived', () => {
    const acknowledged = sound.acknowledged.toReversed();
    expect(oracleComplaints({ ...sound, acknowledged })).toEqual([]);
  });
});
