/** The simulated market over HTTP, at a pace, as a producer would send it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from '@streamforge/bench/http/load';
import type { TopicName } from '@streamforge/contracts/topics';
import type { SimulatedEvent } from '@streamforge/simulator/events';
import { simulateMarket } from '@streamforge/simulator/market';

const DAY = 86_400_000;
const TICKS_A_SECOND = 4;

/** Sends events of one topic and waits until all are acknowledged. */
export const produce = async ({ address, token }: Target, topic: TopicName, values: readonly unknown[]): Promise<void> => {
  if (values.length === 0) return;
  const answer = await fetch(`${address}/v3/clusters/streamforge/topics/${topic}/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: values.map((data) => JSON.stringify({ value: { type: 'JSON', data } })).join('\n'),
  });
  const text = await answer.text();
  if (!answer.ok || /"error_code":(?!200)/.test(text)) throw new Error(`${topic}: ${answer.status} ${text.slice(0, 300)}`);
};

const byTopic = (events: readonly SimulatedEvent[]): ReadonlyMap<TopicName, readonly unknown[]> => {
  const topics = new Map<TopicName, unknown[]>();
  for (const { topic, value } of events) topics.set(topic, [...topics.get(topic) ?? [], value]);
  return topics;
};

export interface Fed {
  readonly candles: number;
  readonly seconds: number;
}

/**
 * Plays the demo market of 24 assets at `barsPerSecond` candles a second, with everything that belongs to them, for `seconds`. Resolves to
 * what it really sent, which is less when the platform can't take it.
 */
export const playMarket = async (target: Target, seed: number, barsPerSecond: number, seconds: number): Promise<Fed> => {
  const market = simulateMarket({ seed, startTime: Date.now() - 3 * DAY, assets: 24 });
  for (const [topic, values] of byTopic(market.declarations)) await produce(target, topic, values);
  const began = performance.now();
  let waiting: SimulatedEvent[] = [];
  let [candles, due] = [0, 0];
  const minutes = market.minutes();
  for (let tick = 1; tick <= seconds * TICKS_A_SECOND; tick += 1) {
    due += barsPerSecond / TICKS_A_SECOND;
    while (candles < due) {
      const { events } = minutes.next().value;
      waiting.push(...events);
      candles += events.filter(({ topic }) => topic === 'market.candles.v1').length;
    }
    for (const [topic, values] of byTopic(waiting)) await produce(target, topic, values);
    waiting = [];
    await pause(Math.max(0, began + tick * 1_000 / TICKS_A_SECOND - performance.now()));
  }
  return { candles, seconds: (performance.now() - began) / 1_000 };
};
