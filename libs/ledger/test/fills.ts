import { Fill } from '@streamforge/contracts/events/agent';
import type { InputOf } from '@streamforge/contracts/topics';
import type { ValuedFill } from '../src/books.ts';
import type { Recorded } from '../src/recorded.ts';

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 0, 1);

let made = 0;

/** A fill of one unit for 100, a minute after the last. */
export const fill = (given: Partial<InputOf<'agent.fills.v1'>> = {}): Fill => {
  made += 1;
  return Fill.parse({ id: `f${made}`, account: 'ada', symbol: 'BTCUSDT', side: 'buy', quantity: '1', price: '100', fee: '0.1', time: START + made * MINUTE, ...given });
};

/** Fills as records of one partition, from an offset on. */
export const recorded = (fills: readonly Fill[], offset = 0): readonly Recorded<ValuedFill>[] =>
  fills.map((one, at) => ({ topic: 'agent.fills.v1', partition: 0, offset: offset + at, value: { fill: one, feeInQuote: one.fee } }));
