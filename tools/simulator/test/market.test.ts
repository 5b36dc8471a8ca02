import { topics, type ValueOf } from '@streamforge/contracts/topics';
import { judgeCandle } from '@streamforge/market/candle-rules';
import { buildCandle } from '@streamforge/market/candles-from-trades';
import { describe, expect, it } from 'vitest';
import type { Planted, SimulatedEvent, SimulatedMinute, SimulatedTopic } from '../src/events.ts';
import { simulateMarket, type MarketOptions } from '../src/market.ts';

const startTime = Date.UTC(2024, 0, 1);
const play = (count: number, options: Partial<MarketOptions> = {}): readonly SimulatedMinute[] =>
  [...simulateMarket({ seed: 7, startTime, ...options }).minutes().take(count)];

type Candle = ValueOf<'market.candles.v1'>;
const values = <Topic extends SimulatedTopic>(minutes: readonly SimulatedMinute[], topic: Topic): readonly ValueOf<Topic>[] =>
  minutes.flatMap(({ events }) => events).filter((event) => event.topic === topic)
    .map(({ value }) => topics[topic].value.parse(value) as ValueOf<Topic>);
const name = ({ symbol, openTime }: { symbol: string; openTime: number }): string => `${symbol}@${openTime}`;
const planted = <Kind extends Planted['kind']>(minutes: readonly SimulatedMinute[], kind: Kind) =>
  minutes.flatMap((minute) => minute.planted).filter((fault): fault is Extract<Planted, { kind: Kind }> => fault.kind === kind);

const minutes = play(3_000);

describe('a simulated market', () => {
  it('is the same again for the same seed, and another for another', () => {
    expect(play(200)).toEqual(minutes.slice(0, 200));
    expect(play(1, { seed: 8 })[0]?.truth).not.toEqual(minutes[0]?.truth);
    const market = simulateMarket({ seed: 7, startTime });
    expect([...market.minutes().take(3)]).toEqual([...market.minutes().take(3)]);
  });

  it('has the same prices without faults', () => {
    const clean = play(500, { faults: false });
    expect(clean.map(({ truth }) => truth)).toEqual(minutes.slice(0, 500).map(({ truth }) => truth));
    expect(clean.flatMap((minute) => minute.planted)).toEqual([]);
  });

  it('starts at a whole minute and has one a minute', () => {
    const openTimes = play(3, { startTime: startTime + 59_999 }).map(({ openTime }) => openTime);
    expect(openTimes).toEqual([startTime, startTime + 60_000, startTime + 120_000]);
  });

  it('says of everything that it is simulated', () => {
    const market = simulateMarket({ seed: 7, startTime });
    expect(market.declarations.every(({ value }) => value.simulated === true && value.exchange === 'sim')).toBe(true);
    expect(values(minutes, 'documents.v1').every(({ simulated }) => simulated)).toBe(true);
    const ofMarket = [
      ...values(minutes, 'market.candles.v1'), ...values(minutes, 'market.trades.v1'),
      ...values(minutes, 'agent.actions.v1'), ...values(minutes, 'agent.fills.v1'),
    ];
    expect(ofMarket.every(({ exchange }) => exchange === 'sim')).toBe(true);
  });

  it('declares assets with their sectors and whom they follow', () => {
    const { declarations } = simulateMarket({ seed: 7, startTime, assets: 6 });
    const assets = declarations.map(({ value }) => topics['market.assets.v1'].value.parse(value));
    const described = assets.map(({ symbol, sector, relations: [edge] }) => `${symbol} ${sector} ${edge?.type} ${edge?.symbol}`);
    expect(described).toEqual([
      'ALDE-USD Compute undefined undefined', 'BIRC-USD Compute follows ALDE-USD', 'CEDA-USD Compute follows ALDE-USD',
      'DOGW-USD Compute follows ALDE-USD', 'ELM-USD Storage undefined undefined', 'FIR-USD Storage follows ELM-USD',
    ]);
    const trading = assets.filter(({ candlesFromTrades }) => candlesFromTrades.length > 0);
    expect(trading.map(({ symbol }) => symbol)).toEqual(['ALDE-USD', 'ELM-USD']);
  });

  it('takes 1 to 24 assets', () => {
    expect(play(2, { assets: 1 })[1]?.truth.length).toBe(1);
    const all = simulateMarket({ seed: 1, startTime, assets: 24 }).assets;
    expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(24);
    for (const assets of [0, 25, 1.5]) expect(() => simulateMarket({ seed: 1, startTime, assets })).toThrow('from 1 to 24');
  });
});

describe('the statistics of a simulated market', () => {
  const symbols = minutes[0]?.truth.map(({ symbol }) => symbol) ?? [];
  const returnsOf = symbols.map((_, at) => {
    const closes = minutes.map(({ truth }) => Number(truth[at]?.close));
    return closes.slice(1).map((close, before) => Math.log(close / (closes[before] ?? close)));
  });
  const correlation = (a: readonly number[], b: readonly number[]): number => {
    const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
    const [meanA, meanB] = [mean(a), mean(b)];
    const products = (x: readonly number[], meanX: number, y: readonly number[], meanY: number): number =>
      x.reduce((sum, one, at) => sum + (one - meanX) * ((y[at] ?? 0) - meanY), 0);
    return products(a, meanA, b, meanB) / Math.sqrt(products(a, meanA, a, meanA) * products(b, meanB, b, meanB));
  };

  it('let the leader of every follower be found from 3,000 bars', () => {
    const { assets } = simulateMarket({ seed: 7, startTime });
    for (const [at, { leader }] of assets.entries()) {
      const lagged = returnsOf.map((returns) => correlation(returns.slice(0, -1), (returnsOf[at] ?? []).slice(1)));
      const strongest = lagged.indexOf(Math.max(...lagged));
      expect(Math.max(...lagged) > 0.4 ? strongest : undefined, symbols[at]).toBe(leader);
    }
  });

  it('show sectors: assets of one move together more than assets of two', () => {
    expect(correlation(returnsOf[0] ?? [], returnsOf[4] ?? [])).toBeGreaterThan(0.1);
    expect(correlation(returnsOf[1] ?? [], returnsOf[2] ?? [])).toBeGreaterThan(correlation(returnsOf[1] ?? [], returnsOf[5] ?? []) + 0.1);
  });

  it('show regimes: a storm moves prices more than normal times, and these more than calm', () => {
    const deviation = (regime: string): number => {
      const moves = returnsOf.flatMap((returns) => returns.filter((_, at) => minutes[at + 1]?.regime === regime));
      expect(moves.length).toBeGreaterThan(500);
      return Math.sqrt(moves.reduce((sum, one) => sum + one * one, 0) / moves.length);
    };
    expect(deviation('stormy')).toBeGreaterThan(2 * deviation('normal'));
    expect(deviation('normal')).toBeGreaterThan(2 * deviation('calm'));
  });

  it('keep prices in sight', () => {
    for (const closes of symbols.map((_, at) => minutes.map(({ truth }) => Number(truth[at]?.close)))) {
      expect(Math.max(...closes) / Math.min(...closes)).toBeLessThan(3);
    }
  });
});

describe('what a simulated market publishes', () => {
  const parsed = minutes.flatMap(({ truth }) => truth).map((candle) => topics['market.candles.v1'].value.parse(candle));
  const truths = new Map(parsed.map((candle) => [name(candle), candle]));
  const candles = values(minutes, 'market.candles.v1');
  const closed = Map.groupBy(candles.filter((candle) => candle.closed), name);

  it('has candles that keep every rule, but for those planted as invalid, which break the rule that is named', () => {
    const refused = candles.flatMap((candle) => {
      const breach = judgeCandle(candle, candle.openTime + 60_000);
      return breach === undefined ? [] : [`${candle.symbol} ${breach.code}`];
    });
    const invalid = planted(minutes, 'invalid');
    expect(refused).toEqual(invalid.map(({ symbol, code }) => `${symbol} ${code}`));
    expect(new Set(invalid.map(({ code }) => code)).size).toBe(4);
  });

  it('ends, by the newest valid version of each candle, in the truth less the gaps', () => {
    const gaps = new Set(planted(minutes, 'gap').map(name));
    const arrived = new Set(planted(minutes, 'late').map(name));
    const outstanding = new Set(planted(minutes, 'held-back').map(name).filter((one) => !arrived.has(one)));
    const corrected = new Set(planted(minutes, 'correction').map(name));
    const uncorrected = new Set(planted(minutes, 'mistake').map(name).filter((one) => !corrected.has(one)));
    expect(gaps.size).toBeGreaterThan(50);
    const ended: [key: string, stored: Candle | undefined, expected: Candle | undefined][] = [];
    for (const [key, truth] of truths) {
      const valid = (closed.get(key) ?? []).filter((candle) => judgeCandle(candle, candle.openTime + 60_000) === undefined);
      const newest = valid.toSorted((a, b) => b.revision - a.revision)[0];
      const stored = newest === undefined ? undefined : { ...newest, revision: 0 };
      if (!uncorrected.has(key)) ended.push([key, stored, gaps.has(key) || outstanding.has(key) ? undefined : truth]);
    }
    expect(ended.length).toBeGreaterThan(35_900);
    for (const [key, stored, expected] of ended) expect(stored, key).toEqual(expected);
  });

  it('has the duplicates, late candles and corrections that it says, and no others', () => {
    const twice = (faults: readonly { symbol: string; openTime: number }[]): readonly string[] => faults.map(name).toSorted();
    const same = (one: Candle, other: Candle | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);
    const duplicates = [...closed].filter(([, all]) => all.length === 2 && same(all[0] as Candle, all[1])).map(([key]) => key);
    expect(duplicates.toSorted()).toEqual(twice(planted(minutes, 'duplicate')));
    const late = minutes.flatMap(({ openTime, events }) => events
      .filter((event): event is SimulatedEvent<'market.candles.v1'> => event.topic === 'market.candles.v1')
      .map(({ value }) => ({ ...value, revision: value.revision ?? 0 }))
      .filter((candle) => candle.openTime < openTime));
    expect(twice(late.filter(({ revision }) => revision === 0))).toEqual(twice(planted(minutes, 'late')));
    expect(twice(late.filter(({ revision }) => revision === 1))).toEqual(twice(planted(minutes, 'correction')));
  });

  it('opens the candles of leaders before it closes them, and never those that are to be gaps', () => {
    const gaps = new Set(planted(minutes, 'gap').map(name));
    const open = candles.filter((candle) => !candle.closed);
    expect(new Set(open.map(({ symbol }) => symbol))).toEqual(new Set(['ALDE-USD', 'ELM-USD', 'ILEX-USD']));
    expect(open.some((candle) => gaps.has(name(candle)))).toBe(false);
    for (const candle of open.slice(0, 200)) {
      expect(candle.open).toBe(truths.get(name(candle))?.open);
      expect(Number(candle.volume)).toBeLessThanOrEqual(Number(truths.get(name(candle))?.volume));
    }
  });

  it('has trades that make exactly the true candles', () => {
    const minuteOf = (time: number): number => Math.floor(time / 60_000) * 60_000;
    const trades = Map.groupBy(values(minutes, 'market.trades.v1'), ({ symbol, time }) => `${symbol}@${minuteOf(time)}`);
    expect(trades.size).toBe(2 * minutes.length);
    for (const [key, some] of trades) {
      const truth = truths.get(key);
      const [symbol = '', openTime = ''] = key.split('@');
      const built = buildCandle(some, { exchange: 'sim', symbol, interval: '1m', openTime: Number(openTime), closed: true });
      expect(built, key).toMatchObject({ ...truth, revision: built?.revision });
    }
    expect(new Set([...trades.values()].flat().map(({ symbol, id }) => `${symbol} ${id}`)).size).toBe([...trades.values()].flat().length);
  });

  it('reports each day of each sector, in the figures of its candles', () => {
    const documents = values(minutes, 'documents.v1').filter(({ id }) => id.startsWith('sim-day-'));
    expect(documents.map(({ metadata }) => `${metadata['day']} ${metadata['sector']}`)).toEqual([
      '2024-01-01 Compute', '2024-01-01 Storage', '2024-01-01 Payments', '2024-01-02 Compute', '2024-01-02 Storage', '2024-01-02 Payments',
    ]);
    for (const { symbols, publishedAt, metadata, text } of documents) {
      expect(publishedAt % 86_400_000).toBe(0);
      const close = (symbol: string, time: number): number => Number(truths.get(`${symbol}@${time}`)?.close);
      const changes = symbols.map((symbol) => close(symbol, publishedAt - 60_000) / close(symbol, publishedAt - 86_400_000) - 1);
      expect(changes.reduce((sum, one) => sum + one, 0) / changes.length * 100).toBeCloseTo(Number(metadata['changePercent']), 2);
      for (const symbol of symbols) expect(text).toContain(`to ${truths.get(`${symbol}@${publishedAt - 60_000}`)?.close}`);
    }
  });

  it('reports big moves, of leaders and followers, up and down', () => {
    const documents = values(minutes, 'documents.v1').filter(({ id }) => id.startsWith('sim-move-'));
    expect(documents.length).toBeGreaterThan(10);
    expect(new Set(documents.map(({ title }) => title.split(' ')[1]))).toEqual(new Set(['rises', 'falls']));
    expect(new Set(documents.map(({ symbols }) => symbols.length))).toEqual(new Set([1, 2]));
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
    for (const { symbols: [symbol = ''], publishedAt, metadata } of documents) {
      const close = (time: number): number => Number(truths.get(`${symbol}@${time}`)?.close);
      expect((close(publishedAt - 60_000) / close(publishedAt - 16 * 60_000) - 1) * 100).toBeCloseTo(Number(metadata['movePercent']), 2);
    }
  });
});
