import type { ForecastReport, SuspectedLeak } from './report.ts';

/**
 * Forecasts that name more directions than a real market gives away: on all folds, or on one. A leak is the likely reason until another
 * is shown (a fold in which nearly all went up is one: then `majority` is flagged too).
 */
export const suspectedLeaks = (reports: readonly ForecastReport[], limit: number | null): readonly SuspectedLeak[] => {
  if (limit === null) return [];
  return reports.flatMap(({ name, folds, pooled }) =>
    [pooled, ...folds].flatMap(({ accuracy: { value } }, index): readonly SuspectedLeak[] =>
      value !== null && value > limit ? [{ name, fold: index === 0 ? null : index - 1, accuracy: value, limit }] : []));
};
