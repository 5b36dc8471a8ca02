import type { Figure, FigureRun, Measured } from '@streamforge/figures/figure';

/** The rows of a bench as figures; the bench runs once, when the first of them is asked for. */
export const figuresOf = (bench: FigureRun, rows: readonly (readonly [name: string, bar: string])[]): readonly Figure[] => {
  let running: Promise<readonly Measured[]> | undefined;
  return rows.map(([name, bar]) => ({
    name,
    bar,
    measure: async () => {
      running ??= bench.measure([]);
      const row = (await running).find((each) => each.name === name);
      if (row === undefined) throw new Error(`the bench has no row ${name}`);
      return row;
    },
  }));
};
