import type { Random } from '@streamforge/determinism/random';

export type Regime = 'calm' | 'normal' | 'stormy';

/** Standard deviation of a minute's log return. */
export const volatility: Readonly<Record<Regime, number>> = { calm: 0.0003, normal: 0.0008, stormy: 0.0025 };

/** A regime lasts four hours on average, a storm 40 minutes. */
const stays: Readonly<Record<Regime, number>> = { calm: 1 - 1 / 240, normal: 1 - 1 / 240, stormy: 1 - 1 / 40 };
/** Where a regime goes when it ends, with even odds; storms come out of normal markets only. */
const next: Readonly<Record<Regime, readonly [Regime, Regime]>> = {
  calm: ['normal', 'normal'],
  normal: ['calm', 'stormy'],
  stormy: ['normal', 'normal'],
};

/** A market's weather: a Markov chain over three regimes, one step a minute, that starts normal. */
export const regimes = (random: Random): (() => Regime) => {
  let regime: Regime = 'normal';
  return () => {
    const stay = random() < stays[regime];
    const side = random() < 0.5 ? 0 : 1;
    if (!stay) regime = next[regime][side];
    return regime;
  };
};
