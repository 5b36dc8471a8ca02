/** Carries out what one agent decides: every decision becomes an action, every order a fill as well. */
import type { SimulatedEvent } from '../events.ts';
import { LOT_DIGITS, MINUTE, unitsText } from '../minute-of-trades.ts';
import { EXCHANGE, type SimulatedAsset } from '../roster.ts';
import { ORDER, type Agent, type Decision, type Order, type Quotes } from './agent.ts';
import { amountText, feeOf, valueOf } from './units.ts';

/** What an order came to, in units of `units.ts`. */
export interface Execution {
  readonly time: number;
  readonly symbol: string;
  readonly fee: number;
  /** What a close gained before fees; undefined for an order that opened. */
  readonly gain: number | undefined;
}

export interface Traded {
  readonly events: readonly SimulatedEvent[];
  readonly executions: readonly Execution[];
}

/** What the agent does in a minute; called minute by minute. */
export type Trader = (quotes: Quotes) => Traded;

export const trader = (agent: Agent, assets: readonly SimulatedAsset[]): Trader => {
  const { account } = agent;
  let held: { readonly lots: number; readonly ticks: number } = { lots: 0, ticks: 0 };

  const execute = (asset: SimulatedAsset, { type, side, ticks }: Order, time: number): Execution & { readonly lots: number } => {
    const opening = type === 'open';
    const lots = opening ? Math.max(1, Math.floor(ORDER * 10 ** (asset.priceDigits + LOT_DIGITS) / ticks)) : held.lots;
    const moved = (ticks - held.ticks) * (side === 'sell' ? 1 : -1);
    held = { lots, ticks };
    const { symbol } = asset;
    return { time, symbol, lots, fee: feeOf(valueOf(asset, ticks, lots)), gain: opening ? undefined : valueOf(asset, moved, lots) };
  };

  return (quotes) => {
    // The minute’s last millisecond: the bar has closed a moment later.
    const time = quotes.openTime + MINUTE - 1;
    const executions: Execution[] = [];
    const carriedOut = (decision: Decision, at: number): readonly SimulatedEvent[] => {
      const asset = assets[decision.asset];
      if (asset === undefined) return [];
      const { symbol } = asset;
      // Numbered by minute, so that an id never depends on where a simulation began. A fill has the id of its action.
      const named = { id: `${quotes.openTime / MINUTE}-${at}`, account, exchange: EXCHANGE, symbol, time };
      const action: SimulatedEvent = { topic: 'agent.actions.v1', value: { ...named, type: decision.type, reason: decision.reason } };
      if (decision.type === 'hold') return [action];
      const execution = execute(asset, decision, time);
      executions.push(execution);
      const price = unitsText(decision.ticks, asset.priceDigits);
      const quantity = unitsText(execution.lots, LOT_DIGITS);
      const fee = amountText(execution.fee);
      return [action, { topic: 'agent.fills.v1', value: { ...named, side: decision.side, quantity, price, fee } }];
    };
    return { events: agent.decide(quotes).flatMap(carriedOut), executions };
  };
};
