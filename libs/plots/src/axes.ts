import { scaleLinear, scaleLog, scaleUtc, type ScaleLinear } from 'd3-scale';
import type { Axis, Place } from './panel.ts';

/** Bounds of values; room is left around them, and a single value gets room too. Of nothing they are 0 to 1. */
export const extent = (values: Iterable<number | null>, room = 0.06): readonly [number, number] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const margin = (high - low) * room || Math.max(Math.abs(high) * room, Number.EPSILON * 2 ** 10);
  return [low - margin, high + margin];
};

/** A pixel takes this much of a tick’s room, so that words do not meet. */
const ACROSS = 90;
const UPRIGHT = 32;

/** An axis of numbers from left to right. `whole`: only whole numbers are ticks. */
export const across = (
  { left, width }: Place, domain: readonly [number, number], label: string, { whole = false, percent = false }: { readonly whole?: boolean; readonly percent?: boolean } = {},
): Axis => {
  const scale = scaleLinear([...domain], [left, left + width]);
  return numbers(scale, label, Math.max(2, Math.floor(width / ACROSS)), { whole, percent });
};

/** An axis of numbers from below upwards. */
export const upright = (
  { top, height }: Place, domain: readonly [number, number], label: string, { whole = false, percent = false }: { readonly whole?: boolean; readonly percent?: boolean } = {},
): Axis => {
  const scale = scaleLinear([...domain], [top + height, top]);
  return numbers(scale, label, Math.max(2, Math.floor(height / UPRIGHT)), { whole, percent });
};

const numbers = (
  scale: ScaleLinear<number, number>, label: string, count: number, { whole, percent }: { readonly whole: boolean; readonly percent: boolean },
): Axis => ({
  scale, label,
  ticks: scale.ticks(count).filter((tick) => !whole || Number.isInteger(tick)),
  format: whole ? (tick) => tick.toLocaleString('en-US') : scale.tickFormat(count, percent ? '%' : undefined),
});

/** Most powers of ten between the lowest and the highest value: what lies further below is drawn at the foot. */
const DECADES = 4;
/** From this share of the highest value on, the lowest ones could no longer be told apart on an even axis. */
const SPREAD = 4;

/**
 * An axis of shares of a beginning, from below upwards: logarithmic, and so called, where some fell to a fraction of others and would merge at the
 * foot of an even one.
 */
export const uprightShares = (place: Place, values: readonly number[], label: string): Axis => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(most > 0) || most < SPREAD * least) return upright(place, extent(values), label);
  const low = Math.max(least, most / 10 ** DECADES);
  const scale = scaleLog([low / 1.1, most * 1.1], [place.top + place.height, place.top]).clamp(true);
  const count = Math.max(2, Math.floor(place.height / UPRIGHT));
  const all = scale.ticks(count);
  const powers = all.filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9);
  const ticks = powers.length >= 2 ? powers : all;
  return { scale, label: `${label}, logarithmic`, ticks, format: (tick) => tick.toLocaleString('en-US', { maximumSignificantDigits: 2 }) };
};

const DAY = 86_400_000;

/** An axis of times, epoch milliseconds, from left to right, in UTC. */
export const times = ({ left, width }: Place, values: readonly number[], label: string): Axis => {
  const [from, to] = [values[0] ?? 0, values.at(-1) ?? 1];
  const domain: [number, number] = from === to ? [from - DAY / 2, to + DAY / 2] : [from, to];
  const ticks = scaleUtc(domain, [0, 1]).ticks(Math.max(2, Math.floor(width / 110))).map(Number);
  const step = (ticks[1] ?? to) - (ticks[0] ?? from);
  return {
    scale: scaleLinear(domain, [left, left + width]),
    label: `${label} (UTC)`,
    ticks,
    format: (tick) => {
      const iso = new Date(tick).toISOString();
      if (step >= 365 * DAY) return iso.slice(0, 4);
      if (step >= 28 * DAY) return iso.slice(0, 7);
      return step >= DAY ? iso.slice(0, 10) : iso.slice(5, 16).replace('T', ' ');
    },
  };
};
