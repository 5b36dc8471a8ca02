import { StreamForgeError } from '@streamforge/contracts/errors';
import { Asset } from '@streamforge/contracts/events/asset';
import { Exchange } from '@streamforge/contracts/events/fields';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { z } from 'zod';
import { writeCursor, type Place } from '../api/cursor.ts';
import { count, limit, placeCursor, symbol } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { entryPage, sourceOf, SourceAnswer, valueOf } from './entries.ts';

const StoredAsset = z.object({ asset: Asset, source: SourceAnswer });
const path = z.strictObject({ exchange: Exchange, symbol });

/** The asset of an entry; undefined for a deletion, and for what assets merely relate to, such as currencies. */
const assetIn = (entry: StoredEntry): Asset | undefined => {
  const parsed = Asset.safeParse(valueOf(entry));
  return parsed.success ? parsed.data : undefined;
};

/** The asset as it is stored, or undefined. */
export const assetOf = async (documents: DocumentStore, exchange: string, id: string): Promise<Asset | undefined> => {
  const entry = await documents.get('assets', { series: exchange, order: 0, id });
  return entry === undefined ? undefined : assetIn(entry);
};

/** Assets and the graph around them. */
export const assetRoutes = (documents: DocumentStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/assets',
    tag: 'assets',
    says: 'Assets, by exchange and symbol.',
    query: z.strictObject({ exchange: Exchange.optional(), limit: limit(500, 5_000), cursor: placeCursor }),
    answer: z.object({ assets: z.array(StoredAsset), next: z.string().nullable() }),
    handle: async ({ query }) => await assetPage(documents, query),
  }),
  route({
    method: 'GET',
    url: '/v1/assets/{exchange}/{symbol}',
    tag: 'assets',
    says: 'One asset, and the series of bars there are of it.',
    path,
    answer: StoredAsset.extend({ series: z.array(z.object({ series: z.string(), bars: z.int(), first: z.int(), last: z.int() })) }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { exchange, symbol: id } }) => {
      const entry = await documents.get('assets', { series: exchange, order: 0, id });
      const asset = entry === undefined ? undefined : assetIn(entry);
      if (entry === undefined || asset === undefined) throw new StreamForgeError('NOT_FOUND', `There is no asset ${exchange}:${id}; GET /v1/assets lists what there is.`);
      const series = await documents.series('candles', { prefix: `${exchange}:${id}:`, limit: 100 });
      return {
        asset,
        source: sourceOf(entry),
        series: series.map(({ series: name, count: bars, first, last }) => ({ series: name, bars, first, last })),
      };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/assets/{exchange}/{symbol}/relations',
    tag: 'assets',
    says: 'What an asset relates to, outwards and inwards, hop by hop.',
    path,
    query: z.strictObject({ hops: count(1, 4).prefault('1').describe('How far to walk.'), limit: limit(200, 2_000) }),
    answer: z.object({
      start: z.object({ exchange: z.string(), symbol: z.string() }),
      relations: z.array(z.object({ hop: z.int(), type: z.string(), from: z.string(), to: z.string() }))
        .describe('from and to as `series:id`, such as `binance:BTCUSDT` or `sector:energy`.'),
    }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { exchange, symbol: id }, query: { hops, limit: most } }) => {
      if (await documents.get('assets', { series: exchange, order: 0, id }) === undefined) {
        throw new StreamForgeError('NOT_FOUND', `There is no asset ${exchange}:${id}; GET /v1/assets lists what there is.`);
      }
      const steps = await documents.traverse({ series: exchange, id }, { hops, limit: most });
      return {
        start: { exchange, symbol: id },
        relations: steps.map(({ hop, type, from, to }) => ({ hop, type, from: `${from.series}:${from.id}`, to: `${to.series}:${to.id}` })),
      };
    },
  }),
];

interface AssetQuery {
  readonly exchange?: string | undefined;
  readonly limit: number;
  readonly cursor?: Place | undefined;
}

interface FoundAsset {
  readonly asset: Asset;
  readonly entry: StoredEntry;
}

const foundIn = (entry: StoredEntry): FoundAsset | undefined => {
  const asset = assetIn(entry);
  return asset === undefined ? undefined : { asset, entry };
};

/** A page over all exchanges; what assets merely relate to (currencies, sectors) is no asset and passed over. */
const assetPage = async (documents: DocumentStore, { exchange, limit: most, cursor: after }: AssetQuery) => {
  const found: FoundAsset[] = [];
  for (const series of await exchangesFrom(documents, exchange, after?.series)) {
    const { items } = await entryPage(documents, 'assets', series, {
      limit: most + 1 - found.length,
      after: after?.series === series ? after : undefined,
      read: foundIn,
    });
    found.push(...items);
    if (found.length > most) break;
  }
  const assets = found.slice(0, most);
  const last = found.length > most ? assets.at(-1) : undefined;
  return {
    assets: assets.map(({ asset, entry }) => ({ asset, source: sourceOf(entry) })),
    next: last === undefined ? null : writeCursor(last.entry),
  };
};

const exchangesFrom = async (documents: DocumentStore, exchange: string | undefined, from = ''): Promise<readonly string[]> => {
  if (exchange !== undefined) return [exchange];
  const all = await documents.series('assets', { limit: 10_000 });
  return all.map(({ series }) => series).filter((series) => Buffer.compare(Buffer.from(series), Buffer.from(from)) >= 0);
};
