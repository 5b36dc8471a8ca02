import { topics, type ValueOf } from '@streamforge/contracts/topics';
import { book, emptyBook, figuresAt, type Book } from '@streamforge/portfolio/profit';
import { describe, expect, it } from 'vitest';
import { accounts, CAPITAL } from '../src/agents/agent.ts';
import type { SimulatedMinute, SimulatedTopic } from '../src/events.ts';
import { simulateMarket } from '../src/market.ts';

const startTime = Date.UTC(2024, 0, 1, 7, 30);
const THREE_DAYS = 3 * 1_440;
const play = (seed: number, count = THREE_DAYS): readonly SimulatedMinute[] =>
  [...simulateMarket({ seed, startTime }).minutes().take(count)];
const values = <Topic extends SimulatedTopic>(minutes: readonly SimulatedMinute[], topic: Topic): readonly ValueOf<Topic>[] =>
  minutes.flatMap(({ events }) => events).filter((event) => event.topic === topic)
    .map(({ value }) => topics[topic].value.parse(value) as ValueOf<Topic>);

type Fill = ValueOf<'agent.fills.v1'>;

/** Net profit of an account’s fills, with what is open at the last true close, in the quote currency. */
const netOf = (fills: readonly Fill[], minutes: readonly SimulatedMinute[]): number => {
  const books = new Map<string, Book>();
  for (const fill of fills) books.set(fill.symbol, book(books.get(fill.symbol) ?? emptyBook('fifo'), fill).book);
  const closes = new Map((minutes.at(-1)?.truth ?? []).map(({ symbol, close }) => [symbol, String(close)]));
  return [...books].reduce((sum, [symbol, one]) => {
    const { net, unrealised } = figuresAt(one, closes.get(symbol));
    return sum + Number(net) + Number(unrealised);
  }, 0);
};

const minutes = play(7);
const fills = values(minutes, 'agent.fills.v1');
const actions = values(minutes, 'agent.actions.v1');

describe('the agents of a simulated market', () => {
  it.each([1, 2, 3, 4, 12])('do well or badly as they are made, whatever the seed: %i', (seed) => {
    const played = play(seed);
    const all = values(played, 'agent.fills.v1');
    const roiOf = (account: string): number => netOf(all.filter((fill) => fill.account === account), played) / CAPITAL;
    const [good, bad, chance] = [roiOf('sim-follower'), roiOf('sim-chaser'), roiOf('sim-random')];
    expect(good).toBeGreaterThan(0.05);
    expect(bad).toBeLessThan(-0.1);
    expect(chance).toBeGreaterThan(bad);
    expect(chance).toBeLessThan(good - 0.05);
  });

  it('do the same again for the same seed', () => {
    expect(values(play(7, 600), 'agent.fills.v1')).toEqual(values(minutes.slice(0, 600), 'agent.fills.v1'));
  });

  it('give every fill and action an id of its own, and a fill that of its action', () => {
    for (const events of [fills, actions]) expect(new Set(events.map(({ account, id }) => `${account} ${id}`)).size).toBe(events.length);
    const traded = actions.filter(({ type }) => type !== 'hold');
    const named = (all: typeof fills | typeof actions): readonly string[] =>
      all.map(({ account, id, symbol, time }) => `${account} ${id} ${symbol} ${time}`);
    expect(named(fills)).toEqual(named(traded));
    expect(actions.every(({ reason }) => reason !== '')).toBe(true);
    expect(new Set(fills.map(({ account }) => account))).toEqual(new Set(accounts));
  });

  it('trade at prices of their minute, before it is over, and pay 3 basis points of what they trade', () => {
    const truths = new Map(minutes.flatMap(({ truth }) => truth).map((candle) => [`${candle.symbol}@${candle.openTime}`, candle]));
    for (const { symbol, time, price, quantity, fee } of fills) {
      const candle = truths.get(`${symbol}@${time - 59_999}`);
      expect(Number(price)).toBeGreaterThanOrEqual(Number(candle?.low));
      expect(Number(price)).toBeLessThanOrEqual(Number(candle?.high));
      expect(Number(fee)).toBeCloseTo(Number(price) * Number(quantity) * 0.0003, 8);
      expect(Number(price) * Number(quantity)).toBeLessThan(CAPITAL);
    }
  });

  it('close what they open, one position at a time', () => {
    for (const account of accounts) {
      const own = actions.filter((action) => action.account === account && action.type !== 'hold');
      expect(own.map(({ type }) => type)).toEqual(own.map((_, at) => at % 2 === 0 ? 'open' : 'close'));
      const pairs = Array.from({ length: Math.floor(own.length / 2) }, (_, at) => own.slice(2 * at, 2 * at + 2));
      for (const [open, close] of pairs) expect(close?.symbol).toBe(open?.symbol);
    }
  });

  it('say in the note of a day what its fills came to', () => {
    const notes = values(minutes, 'documents.v1').filter(({ id }) => id.startsWith('sim-note-'));
    expect(notes.length).toBe(3 * accounts.length);
    let before = Object.fromEntries(accounts.map((account) => [account, 0]));
    for (const [publishedAt, ofDay] of Map.groupBy(notes, (note) => note.publishedAt)) {
      for (const { title, text, metadata, symbols } of ofDay) {
        const account = String(metadata['account']);
        const until = fills.filter((fill) => fill.account === account && fill.time < publishedAt);
        // Open positions are the next day’s affair: each close has its opening fill, so a day’s profit is the difference of two nets.
        const closed = until.length % 2 === 0 ? until : until.slice(0, -1);
        const openFee = until.length % 2 === 0 ? 0 : Number(until.at(-1)?.fee);
        const net = netOf(closed, minutes) - openFee;
        const gained = Number(/ (?:earns|loses) ([\d.]+) USD/.exec(title)?.[1]) * (title.includes('loses') ? -1 : 1);
        expect(gained, title).toBeCloseTo(net - (before[account] ?? 0), 1);
        expect(text).toContain(account);
        expect(symbols.length).toBeGreaterThan(0);
        before = { ...before, [account]: net };
      }
    }
  });

  it('see nothing to trade in a market of one asset that they have no rule for', () => {
    const alone = [...simulateMarket({ seed: 1, startTime, assets: 1 }).minutes().take(500)];
    expect(values(alone, 'agent.fills.v1').some(({ account }) => account === 'sim-follower')).toBe(false);
  });
});
