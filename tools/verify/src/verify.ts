import { exported, foldersIn, modulesIn } from '@streamforge/figures/catalogue';
import { measured, type Figure, type Measured } from '@streamforge/figures/figure';
import { report } from '@streamforge/figures/table';

export interface VerifyOptions {
  /** Holds a folder per area, and in it modules that export `figures`. */
  readonly areas: URL;
  readonly area: string | undefined;
  /** Measures only the figures whose name matches. */
  readonly only: RegExp | undefined;
  readonly json: boolean;
  readonly tell: (text: string) => void;
  /** One line per figure while it is under way. */
  readonly progress: (text: string) => void;
  readonly monotonic: () => number;
}

/** Measures one after the other, since figures of speed must not disturb each other. Resolves to the exit code; 2 for an unknown area. */
export const verify = async ({ areas, area, only, json, tell, progress, monotonic }: VerifyOptions): Promise<number> => {
  const names = await foldersIn(areas);
  if (area === undefined || !names.includes(area)) {
    tell(`${area === undefined ? '' : `There is no area '${area}'. `}npm run verify -- <area>, where <area> is one of: ${names.join(', ')}`);
    return area === undefined ? 0 : 2;
  }
  const folder = new URL(`${area}/`, areas);
  const lists = await Promise.all((await modulesIn(folder)).map(async (module) => exported<readonly Figure[]>(folder, module, 'figures')));
  const figures = lists.flat().filter(({ name }) => only === undefined || only.test(name));
  if (figures.length === 0) {
    tell(`No figure of ${area} matches ${String(only)}.`);
    return 2;
  }
  const rows: Measured[] = [];
  for (const [at, figure] of figures.entries()) {
    progress(`${at + 1}/${figures.length} ${figure.name} …`);
    const start = monotonic();
    const row = await measured(figure);
    rows.push(row);
    progress(`${at + 1}/${figures.length} ${figure.name}: ${row.ok ? 'ok' : 'short'}, ${row.measured} (${((monotonic() - start) / 1000).toFixed(1)} s)`);
  }
  tell(report(rows, json));
  return rows.every(({ ok }) => ok) ? 0 : 1;
};
