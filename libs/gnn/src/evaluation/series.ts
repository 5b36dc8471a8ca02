/** What is shown along time: a year of hourly bars in a thousand points. */

/** Most points of a curve. */
const POINTS = 1_000;

/** Bars that each point stands for. */
export const stretchOf = (times: number): number => Math.max(1, Math.ceil(times / POINTS));

/** Six digits: a curve needs no more, and a report holds many. */
export const inShort = <T extends number | null>(values: readonly T[]): readonly T[] =>
  values.map((value) => value === null ? value : Number(value.toPrecision(6)) as T);

/** The last value of each stretch; of the last stretch, the last there is. */
export const lastOfEach = <T>(values: readonly T[], every: number): readonly T[] =>
  values.filter((_, at) => (at + 1) % every === 0 || at === values.length - 1);

/** The mean of what is known of each stretch; null where nothing is. */
export const meanOfEach = (values: readonly (number | null)[], every: number): readonly (number | null)[] =>
  Array.from({ length: Math.ceil(values.length / every) }, (_, stretch) => {
    const known = values.slice(stretch * every, (stretch + 1) * every).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });

/** Mean over several columns, place by place; what is null in one is left to the others. */
export const meanOfColumns = (columns: readonly (readonly (number | null)[])[]): readonly (number | null)[] =>
  (columns[0] ?? []).map((_, at) => {
    const known = columns.map((column) => column[at] ?? null).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
