/** How figures are written for people: the same everywhere, so that two lines can be compared at a glance. */

/** `172592` → `172,592`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Records per second, `48,200/s`; one decimal below ten. */
export const rate = (perSecond: number): string => `${perSecond < 10 ? perSecond.toFixed(1) : count(perSecond)}/s`;

/** Milliseconds as `850 ms`, `12 s`, `3 min 20 s`, `2 h 05 min` or `30 days`. */
export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min` : `${Math.floor(hours / 24)} days`;
};

/** Bytes as `812 B`, `3.2 MiB`. */
export const bytes = (value: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${power === 0 ? value : (value / 2 ** (10 * power)).toFixed(1)} ${units[power] ?? 'B'}`;
};

/** Epoch milliseconds as `2026-02-01 00:00:00Z`; fractions only where there are any. */
export const instant = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('.000Z', 'Z');

export interface PercentOptions {
  readonly digits?: number;
  /** `+0.42 %` for a gain. */
  readonly signed?: boolean;
}

/** A share as `51.2 %`. */
export const percent = (share: number, { digits = 1, signed = false }: PercentOptions = {}): string => {
  const text = `${(share * 100).toFixed(digits)} %`;
  return signed && share > 0 ? `+${text}` : text;
};
