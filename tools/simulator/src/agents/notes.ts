/** What an agent writes at the end of each day: what it did and what came of it. */
import type { SimulatedEvent } from '../events.ts';
import { dayOf, timeOfDay } from '../days.ts';
import type { Agent } from './agent.ts';
import type { Execution } from './trader.ts';
import { FEE_BASIS_POINTS, spoken } from './units.ts';

const total = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);

/** The note on a day’s executions, published when the day is over. */
export const noteOf = ({ account, says }: Agent, publishedAt: number, executions: readonly Execution[]): SimulatedEvent<'documents.v1'> => {
  const day = dayOf(publishedAt - 1);
  const closes = executions.flatMap(({ gain, ...rest }) => gain === undefined ? [] : [{ ...rest, gain }]);
  const gross = total(closes.map(({ gain }) => gain));
  const fees = total(executions.map(({ fee }) => fee));
  const won = closes.filter(({ gain }) => gain > 0).length;
  const best = closes.toSorted((a, b) => b.gain - a.gain)[0];
  const worst = closes.toSorted((a, b) => a.gain - b.gain)[0];
  const trade = (name: string, one: typeof best): string =>
    one === undefined ? '' : ` The ${name} trade brought ${spoken(one.gain)} in ${one.symbol} at ${timeOfDay(one.time)} UTC.`;
  const outcome = gross - fees < 0 ? 'loses' : 'earns';
  const value = {
    id: `sim-note-${account}-${day}`,
    title: `${account} ${outcome} ${spoken(Math.abs(gross - fees))} on ${day}`,
    text: `Agent ${account}: ${says} On ${day} it closed ${closes.length} trades, ${won} of them with a gain. `
      + `Profit before fees was ${spoken(gross)}, fees were ${spoken(fees)} at ${FEE_BASIS_POINTS} basis points a fill, `
      + `so it ${outcome} ${spoken(Math.abs(gross - fees))}.${trade('best', best)}${trade('worst', worst)} `
      + 'This market is simulated; none of it happened.',
    source: 'StreamForge simulator',
    publishedAt,
    symbols: [...new Set(executions.map(({ symbol }) => symbol))],
    language: 'en',
    simulated: true,
    metadata: { kind: 'agent-note', account, day, trades: closes.length, won },
  };
  return { topic: 'documents.v1', value };
};
