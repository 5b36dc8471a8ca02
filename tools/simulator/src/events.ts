/** What a simulated market produces. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import type { CandleInput } from '@streamforge/contracts/events/candle';
import type { InputOf } from '@streamforge/contracts/topics';
import type { Regime } from './regimes.ts';

export type SimulatedTopic =
  'market.candles.v1' | 'market.trades.v1' | 'market.assets.v1' | 'documents.v1' | 'agent.actions.v1' | 'agent.fills.v1';

export type SimulatedEvent<Topic extends SimulatedTopic = SimulatedTopic> = {
  readonly [Name in Topic]: { readonly topic: Name; readonly value: InputOf<Name> };
}[Topic];

/** A fault that was planted in the stream, for those who check that the platform finds it. */
export type Planted = {
  readonly symbol: string;
  /** Open time of the candle that it concerns. */
  readonly openTime: number;
} & (
  /** The candle is never published. */
  | { readonly kind: 'gap' }
  /** The candle is published twice. */
  | { readonly kind: 'duplicate' }
  /** The candle is held back now, and `late` in the minute in which it arrives. */
  | { readonly kind: 'held-back' | 'late' }
  /** The candle is published wrong now, and right with a higher revision in the minute of its `correction`. */
  | { readonly kind: 'mistake' | 'correction' }
  /** A candle against the rules is published before the right one; `code` is what it must be refused with. */
  | { readonly kind: 'invalid'; readonly code: ErrorCode }
);

/** One minute of the market, with everything that is published when it ends. */
export interface SimulatedMinute {
  /** Epoch milliseconds of the minute's start: the open time of its candles. */
  readonly openTime: number;
  readonly regime: Regime;
  /** In order of publication. */
  readonly events: readonly SimulatedEvent[];
  /** What is wrong with these events, exactly. */
  readonly planted: readonly Planted[];
  /** The candles of this minute as they truly are, one for each asset, whatever was published of them. */
  readonly truth: readonly CandleInput[];
}
