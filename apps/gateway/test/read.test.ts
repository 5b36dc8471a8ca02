import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bar, barEntry, candle, entry, openGateway, postV3, results, START, v3, type OpenedGateway } from './open-gateway.ts';

const MINUTE = 60_000;
let gateway: OpenedGateway;

beforeAll(async () => {
  gateway = await openGateway();
  const { documents } = gateway;
  const bars = Array.from({ length: 60 }, (_, minute) => bar(minute)).filter((_, minute) => minute < 10 || minute > 12);
  await documents.upsert('candles', [...bars, bar(60, { closed: false })].map(barEntry));
  await documents.upsert('candles', [barEntry(bar(0, { origin: 'trades', symbol: 'ETHUSDT' }))]);
  const asset = { exchange: 'binance', symbol: 'BTCUSDT', kind: 'pair', base: 'BTC', quote: 'USDT', calendar: '24/7', candlesFromTrades: [], relations: [], provisional: false, simulated: false };
  await documents.upsert('assets', [
    ...['BTCUSDT', 'ETHUSDT', 'XRPUSDT'].map((symbol) => entry({ series: 'binance', id: symbol }, { ...asset, symbol })),
    entry({ series: 'local', id: 'AAPL' }, { ...asset, exchange: 'local', symbol: 'AAPL' }),
    entry({ series: 'currency', id: 'BTC' }, { kind: 'currency', label: 'BTC' }),
  ]);
  await documents.upsertEdges('relations', [['BTCUSDT', 'BTC'], ['BTCEUR', 'BTC']].map(([symbol = '', currency = '']) => ({
    ...entry({ series: `binance:${symbol}`, id: `base>currency/${currency}` }, { type: 'base' }),
    from: { series: 'binance', id: symbol }, to: { series: 'currency', id: currency }, type: 'base',
  })));
  await documents.upsert('trades', Array.from({ length: 7 }, (_, index) => {
    const trade = { exchange: 'binance', symbol: 'ETHUSDT', id: String(index), time: START + Math.floor(index / 5), price: '10', quantity: '1' };
    return entry({ series: 'binance:ETHUSDT', order: trade.time, id: trade.id }, trade, { topic: 'market.trades.v1', partition: 1, offset: index });
  }));
  const text = { tenant: 'public', title: '', text: 'Rates rise.', source: 'wire', symbols: ['BTCUSDT'], simulated: false, metadata: {} };
  await documents.upsert('documents', Array.from({ length: 5 }, (_, index) =>
    entry({ series: 'public', order: START + index, id: `doc/${index}` }, { ...text, id: `doc/${index}`, publishedAt: START + index, symbols: index === 2 ? [] : text.symbols })));
});
afterAll(() => gateway.close());

const refused = async (url: string): Promise<readonly unknown[]> => {
  const answer = await gateway.ask({ url });
  return [answer.statusCode, answer.json<{ code: string }>().code];
};

/** All pages of a list. */
const pages = async <Item>(url: string, name: string): Promise<readonly (readonly Item[])[]> => {
  const found: (readonly Item[])[] = [];
  let next: string | null = null;
  do {
    const page = await gateway.get(`${url}${next === null ? '' : `&cursor=${encodeURIComponent(next)}`}`) as Record<string, unknown>;
    found.push(page[name] as readonly Item[]);
    next = page['next'] as string | null;
  } while (next !== null);
  return found;
};

const SERIES = 'exchange=binance&symbol=BTCUSDT&interval=1m';

describe('bars', () => {
  it('are the closed ones of a range, ascending', async () => {
    const { bars } = await gateway.get(`/v1/bars?${SERIES}&from=${START + 8 * MINUTE}&to=2026-01-05T00:15:00Z`) as { bars: readonly { openTime: number }[] };
    expect(bars.map(({ openTime }) => (openTime - START) / MINUTE)).toEqual([8, 9, 13, 14]);
    expect(bars[0]).toEqual(bar(8));
  });

  it('that are still open are candles', async () => {
    const last = async (kind: string) => (await gateway.get(`/v1/${kind}?${SERIES}&from=${START + 59 * MINUTE}`) as { bars: readonly unknown[] }).bars.length;
    expect([await last('bars'), await last('candles')]).toEqual([1, 2]);
  });

  it('come in pages that leave nothing out', async () => {
    const found = (await pages<{ openTime: number }>(`/v1/bars?${SERIES}&limit=10`, 'bars')).flat();
    expect([found.length, new Set(found.map(({ openTime }) => openTime)).size]).toEqual([57, 57]);
  });

  it('carry indicators that do not depend on where a page begins', async () => {
    const url = `/v1/bars?${SERIES}&indicators=sma:5,ema:3,bb`;
    const whole = await gateway.get(url) as { bars: readonly { close: string }[]; indicators: Record<string, readonly (number | null)[]> };
    const part = await gateway.get(`${url}&from=${START + 40 * MINUTE}`) as typeof whole;
    expect(Object.keys(whole.indicators)).toEqual(['sma:5', 'ema:3', 'bb:20,2.upper', 'bb:20,2.middle', 'bb:20,2.lower']);
    expect(whole.indicators['sma:5']?.slice(0, 4)).toEqual([null, null, null, null]);
    expect(whole.indicators['sma:5']?.[4]).toBeCloseTo(whole.bars.slice(0, 5).reduce((sum, { close }) => sum + Number(close), 0) / 5, 10);
    for (const [name, column] of Object.entries(part.indicators)) {
      const expected = whole.indicators[name]?.slice(-column.length) ?? [];
      column.forEach((value, at) => expect(value, name).toBeCloseTo(expected[at] ?? Number.NaN, 9));
    }
  });

  it('come from trades where nothing was published', async () => {
    expect(await gateway.get('/v1/bars?exchange=binance&symbol=ETHUSDT&interval=1m')).toMatchObject({ origin: 'trades', series: 'binance:ETHUSDT:1m:trades', bars: [{ origin: 'trades' }] });
  });

  it('are CSV for those who accept it', async () => {
    const answer = await gateway.ask({ url: `/v1/bars?${SERIES}&limit=2&indicators=macd:2,3,2`, headers: { accept: 'text/csv' } });
    const [head, first] = answer.body.split('\r\n');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['x-next-cursor']).toBeDefined();
    expect(head).toMatch(/^openTime,open,.*,origin,"macd:2,3,2/);
    expect(first).toMatch(new RegExp(`^${START},100,101\\.5,99\\.25,100,3,`));
  });

  it.each([
    'symbol=BTCUSDT', 'symbol=BTCUSDT&interval=7m', 'symbol=a/b&interval=1m', `${SERIES}&limit=0`, `${SERIES}&limit=1e9`, `${SERIES}&from=yesterday`,
    `${SERIES}&from=1`, `${SERIES}&cursor=nonsense`, `${SERIES}&indicators=magic:3`, `${SERIES}&limit=1&limit=2`, `${SERIES}&frm=1`,
  ])('asked for by %s are refused', async (query) => {
    expect(await refused(`/v1/bars?${query}`)).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('assets', () => {
  it('are listed over all exchanges, page by page, and what they relate to is none', async () => {
    const found = await pages<{ asset: { symbol: string } }>('/v1/assets?limit=2', 'assets');
    expect(found.map((page) => page.map(({ asset }) => asset.symbol))).toEqual([['BTCUSDT', 'ETHUSDT'], ['XRPUSDT', 'AAPL']]);
  });

  it('show what there is of them', async () => {
    expect(await gateway.get('/v1/assets/binance/BTCUSDT')).toMatchObject({ asset: { base: 'BTC' }, series: [{ series: 'binance:BTCUSDT:1m:published', bars: 58, first: START }] });
    expect(await refused('/v1/assets/binance/NOPE')).toEqual([404, 'NOT_FOUND']);
    expect(await refused('/v1/assets/binance/..%2fetc')).toEqual([400, 'REQUEST_INVALID']);
  });

  it('relate to others over several hops', async () => {
    expect(await gateway.get('/v1/assets/binance/BTCUSDT/relations?hops=2')).toMatchObject({
      relations: [{ hop: 1, type: 'base', from: 'binance:BTCUSDT', to: 'currency:BTC' }, { hop: 2, type: 'base', from: 'binance:BTCEUR', to: 'currency:BTC' }],
    });
    expect(await refused('/v1/assets/binance/BTCUSDT/relations?hops=9')).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('trades', () => {
  it('that share a moment are neither lost nor repeated between pages', async () => {
    const found = (await pages<{ id: string }>('/v1/trades?exchange=binance&symbol=ETHUSDT&limit=2', 'trades')).flat();
    expect(found.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });
});

describe('series and gaps', () => {
  it('say how much there is, from when to when', async () => {
    expect((await pages<unknown>('/v1/series?limit=1', 'series')).flat()).toEqual([
      { series: 'binance:BTCUSDT:1m:published', count: 58, first: START, last: START + 60 * MINUTE },
      { series: 'binance:ETHUSDT:1m:trades', count: 1, first: START, last: START },
    ]);
  });

  it('say what is missing', async () => {
    expect(await gateway.get('/v1/gaps?exchange=binance&symbol=BTCUSDT&interval=1m')).toEqual({
      series: [{
        series: 'binance:BTCUSDT:1m:published', calendar: '24/7', bars: 58, first: START, last: START + 60 * MINUTE, gaps: 1, missing: 3, longest: 3,
        ranges: [{ from: START + 10 * MINUTE, to: START + 13 * MINUTE, missing: 3 }], truncated: false,
      }],
      next: null,
    });
    expect(await gateway.get('/v1/gaps?interval=1h')).toEqual({ series: [], next: null });
  });
});

describe('documents', () => {
  it('are listed newest first, by symbol too', async () => {
    const ids = async (url: string) => (await pages<{ id: string }>(url, 'documents')).flat().map(({ id }) => id);
    expect(await ids('/v1/documents?limit=2')).toEqual(['doc/4', 'doc/3', 'doc/2', 'doc/1', 'doc/0']);
    expect(await ids('/v1/documents?limit=2&symbol=BTCUSDT')).toEqual(['doc/4', 'doc/3', 'doc/1', 'doc/0']);
    expect(await ids('/v1/documents?tenant=other')).toEqual([]);
  });

  it('are found by their id, never another tenant’s', async () => {
    expect(await gateway.get('/v1/documents/public/doc%2F3')).toMatchObject({ document: { id: 'doc/3', text: 'Rates rise.' } });
    expect(await refused('/v1/documents/other/doc%2F3')).toEqual([404, 'NOT_FOUND']);
  });
});

describe('lineage', () => {
  it('leads from a stored fact to the very record', async () => {
    const [result = {}] = results((await gateway.ask(postV3(v3(candle(200))))).body);
    const source = { topic: 'market.candles.v1', partition: result['partition_id'] as number, offset: result['offset'] as number };
    await gateway.documents.upsert('candles', [{ ...barEntry(bar(200)), source }]);
    const url = `/v1/lineage?collection=candles&series=binance:BTCUSDT:1m:published&order=${START + 200 * MINUTE}`;
    const lineage = await gateway.get(url) as { record: { value: { text: string } } };
    expect(lineage).toMatchObject({ source, readable: true, fact: { value: bar(200), deleted: false, version: { closed: true, revision: 0 } }, record: { key: 'binance:BTCUSDT:1m' } });
    expect(JSON.parse(lineage.record.value.text)).toMatchObject(candle(200));
  });

  it('of a bar built from trades names its trades; a record that is gone is said to be', async () => {
    expect(await gateway.get(`/v1/lineage?collection=candles&series=binance:ETHUSDT:1m:trades&order=${START}`)).toMatchObject({
      trades: Array.from({ length: 7 }, (_, index) => ({ topic: 'market.trades.v1', partition: 1, offset: index, id: String(index) })),
    });
    expect(await gateway.get('/v1/lineage?collection=trades&series=binance:ETHUSDT&id=3')).toMatchObject({ readable: false, record: null });
    expect(await refused('/v1/lineage?collection=trades&series=binance:ETHUSDT&id=99')).toEqual([404, 'NOT_FOUND']);
    expect(await refused('/v1/lineage?collection=trades&series=binance:ETHUSDT')).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('the whole', () => {
  it('has topics, lag and a state hash that follows the facts', async () => {
    const { topics } = await gateway.get('/v1/topics') as { topics: readonly { name: string; writable: boolean; records: number }[] };
    expect(topics.find(({ name }) => name === 'market.candles.v1')).toMatchObject({ writable: true, partitions: 3, tombstone: 'refused' });
    expect(topics.find(({ name }) => name === 'market.bars.v1')).toMatchObject({ writable: false });
    await gateway.ask(postV3(v3(candle(201))));
    const { groups } = await gateway.get('/v1/lag') as { groups: readonly { topic: string; lag: number }[] };
    expect(groups.find(({ topic }) => topic === 'market.candles.v1')?.lag).toBeGreaterThan(0);
    const before = await gateway.get('/v1/state-hash') as { hash: string };
    expect(await gateway.get('/v1/state-hash')).toEqual(before);
    await gateway.documents.upsert('candles', [barEntry(bar(300))]);
    expect((await gateway.get('/v1/state-hash') as { hash: string }).hash).not.toBe(before.hash);
  });

  it('shows Prometheus what waits for a service that may run no instance', async () => {
    const { body } = await gateway.ask({ url: '/metrics' });
    expect(body).toMatch(/streamforge_consumer_lag_records\{service="embeddings",topic="documents\.clean\.v1"\} \d/);
    expect(body).not.toContain('streamforge_consumer_lag_records{service="ingest"');
  });

  it('is discovered as the Kafka REST Proxy’s clients do', async () => {
    expect(await gateway.get('/v3/clusters')).toMatchObject({ data: [{ cluster_id: 'streamforge' }] });
    expect(await gateway.get('/v3/clusters/streamforge/topics/market.candles.v1')).toMatchObject({ partitions_count: 3, is_internal: false });
    expect(await gateway.get('/v3/clusters/streamforge/topics/market.bars.v1')).toMatchObject({ is_internal: true });
    expect(await refused('/v3/clusters/other/topics')).toEqual([404, 'NOT_FOUND']);
  });
});
