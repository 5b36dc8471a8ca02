/**
 * The oracle: judges what is left when a fault has healed and the lag is zero. Every fault test collects `Evidence` and calls it, so
 * that what "nothing lost" means is written once.
 */
import type { Evidence } from './oracle/evidence.ts';
import { oracleRules } from './oracle/rules.ts';

export type OracleRule = keyof typeof oracleRules;

export interface Violation {
  readonly rule: OracleRule;
  readonly name: string;
  readonly detail: string;
}

export interface Judgement {
  /** Empty when every rule held. */
  readonly violations: readonly Violation[];
  /** O8: milliseconds from the end of the fault until the lag was zero; undefined when the test did not measure it. */
  readonly recoveryMs: number | undefined;
}

/** Judges the evidence by every rule. Evidence that a test did not collect is not judged; the ledger, stores and offsets always are. */
export const judgeByOracle = (evidence: Evidence): Judgement => ({
  violations: (Object.keys(oracleRules) as OracleRule[]).flatMap((rule) => {
    const { name, judge } = oracleRules[rule];
    return judge(evidence).map((detail) => ({ rule, name, detail }));
  }),
  recoveryMs: evidence.recovery === undefined ? undefined : evidence.recovery.recoveredAt - evidence.recovery.healedAt,
});

/** The violations as lines for an assertion: `expect(oracleComplaints(evidence)).toEqual([])`. */
export const oracleComplaints = (evidence: Evidence): readonly string[] =>
  judgeByOracle(evidence).violations.map(({ rule, name, detail }) => `${rule} ${name}: ${detail}`);
