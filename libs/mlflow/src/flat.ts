/** Longest value of a parameter that MLflow takes. */
const LONGEST = 6_000;

/** `{ training: { seed: 1 } }` → `training.seed` → `1`; lists stay whole, absent values go. */
export const flatParams = (value: unknown, path = ''): readonly (readonly [string, string])[] => {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, member]) => flatParams(member, path === '' ? key : `${path}.${key}`));
  }
  return [[path, (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST)]];
};
