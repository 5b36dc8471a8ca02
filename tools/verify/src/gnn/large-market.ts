/** A market as large as the platform is meant for, of sectors in which each asset moves with the others and follows them a bar later. */
import { mulberry32 } from '@streamforge/determinism/random';
import type { BarSeries } from '@streamforge/market/snapshot/panel';
import { normal } from '@streamforge/simulator/normal';

export interface LargeMarket {
  readonly assets: number;
  readonly bars: number;
  readonly sectors: number;
  /** Share of each asset’s bars that are missing, here and there. */
  readonly missing: number;
}

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const SEED = 7;
const [AT_ONCE, LATER, OWN] = [0.5, 0.35, 0.8];

/** Bars with open, high, low, close and volume; always the same ones. */
export const largeMarket = ({ assets, bars, sectors, missing }: LargeMarket): readonly BarSeries[] => {
  const random = mulberry32(SEED);
  const noise = normal(random);
  const ofSectors = Array.from({ length: sectors }, () => Float64Array.from({ length: bars }, noise));
  return Array.from({ length: assets }, (_, asset) => {
    const sector = ofSectors[asset % sectors] as Float64Array;
    const column = (): Float64Array => new Float64Array(bars);
    const series = { openTimes: column(), opens: column(), highs: column(), lows: column(), closes: column(), volumes: column() };
    let [price, kept] = [100, 0];
    for (let bar = 0; bar < bars; bar += 1) {
      const moved = AT_ONCE * (sector[bar] as number) + LATER * (sector[bar - 1] ?? 0) + OWN * noise();
      const open = price;
      price *= Math.exp(0.01 * moved);
      if (random() < missing) continue;
      series.openTimes[kept] = START + bar * HOUR;
      series.opens[kept] = open;
      series.closes[kept] = price;
      series.highs[kept] = Math.max(open, price) * (1 + 0.005 * random());
      series.lows[kept] = Math.min(open, price) * (1 - 0.005 * random());
      series.volumes[kept] = 1_000 * Math.exp(noise());
      kept += 1;
    }
    const [symbol, until] = [`A${String(asset).padStart(4, '0')}`, kept];
    return { symbol, ...Object.fromEntries(Object.entries(series).map(([name, values]) => [name, values.subarray(0, until)])) as typeof series };
  });
};
