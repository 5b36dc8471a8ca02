/** What an operator is told when a server refuses, and how soon: one figure per cause, all measured in one run. */
import { allRefusals } from '@streamforge/faults/refusals/all';
import { refusalNames } from '@streamforge/faults/refusals/cases';
import type { Refused } from '@streamforge/faults/refusals/refusal';
import type { Figure } from '@streamforge/figures/figure';

const WITHIN_SECONDS = 10;

let running: Promise<readonly Refused[]> | undefined;

const figureOf = (what: string): Figure => ({
  name: `told why: ${what}`,
  bar: `one line with cause and fix within ${WITHIN_SECONDS} s`,
  measure: async () => {
    running ??= allRefusals({ beside: 1 });
    const refused = (await running).find((each) => each.what === what);
    if (refused === undefined) return { measured: 'was not tried', ok: false };
    const { seconds, line, complaints } = refused;
    return { measured: complaints[0] ?? `${seconds.toFixed(1)} s: ${line}`, ok: complaints.length === 0 && seconds < WITHIN_SECONDS };
  },
});

export const figures: readonly Figure[] = refusalNames.map(figureOf);
