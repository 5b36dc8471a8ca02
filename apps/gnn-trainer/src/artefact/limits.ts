import type { EvaluationReport } from '@streamforge/gnn/evaluation/report';

/** Fewest seeds and folds that say something of chance. */
const ENOUGH = { seeds: 5, folds: 3 } as const;

/** What the figures of a card do not say, in sentences. */
export const limitsOf = ({ seeds, folds, suspectedLeaks }: EvaluationReport): readonly string[] => [
  ...seeds.length < ENOUGH.seeds || folds.length < ENOUGH.folds
    ? [`${seeds.length} seed${seeds.length === 1 ? '' : 's'} and ${folds.length} fold${folds.length === 1 ? '' : 's'} say little of chance: train with --folds and --seeds before it matters.`]
    : [],
  ...suspectedLeaks.map(({ name, accuracy, limit }) =>
    `${name} names ${(100 * accuracy).toFixed(1)} % of directions, above the ${(100 * limit).toFixed(0)} % that a real market gives away: look for a leak before anything else.`),
  'The interval says what chance does to the test windows, not what another market would do.',
  'The backtest trades at the close without spread, size or borrowing; it compares, and promises nothing.',
  'Assets that came after training are unknown to it, and relations that changed since are not learned anew.',
  'Scores say nothing of bars outside the windows above. It is no advice.',
];
