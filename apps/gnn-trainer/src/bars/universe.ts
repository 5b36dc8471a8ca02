/** Which stored bars a model learns from. */
import { TerminalError } from '@streamforge/contracts/errors';
import { Asset, type CalendarName } from '@streamforge/contracts/events/asset';
import type { Universe } from '@streamforge/contracts/events/gnn';
import type { Interval } from '@streamforge/contracts/interval';
import type { DocumentStore, SeriesSummary } from '@streamforge/document-store/port';
import { candleSeries, parseCandleSeries } from '@streamforge/market/series';

/** An asset and which of its bars are meant: those its source published, or those built from trades. */
export interface ChosenAsset {
  readonly symbol: string;
  readonly origin: 'published' | 'trades';
}

/** A universe made definite when its training began: what arrives later does not change it. */
export interface ChosenBars {
  readonly exchange: string;
  readonly interval: Interval;
  readonly calendar: CalendarName;
  readonly assets: readonly ChosenAsset[];
  /** Open times from ≤ t < to, epoch milliseconds. */
  readonly from: number | undefined;
  readonly to: number;
}

const PAGE = 1_000;
/** As many as a universe may name, and as a prediction may rest on. */
const MOST_ASSETS = 500;

type Found = ChosenAsset & Pick<SeriesSummary, 'last'>;

const foundIn = (summaries: readonly SeriesSummary[], interval: Interval): readonly Found[] => summaries.flatMap(({ series, count, last }) => {
  const parsed = parseCandleSeries(series);
  return parsed === undefined || parsed.interval !== interval || count === 0 ? [] : [{ symbol: parsed.symbol, origin: parsed.origin, last }];
});

const ofSymbols = async (documents: DocumentStore, { exchange, interval, symbols }: Universe): Promise<readonly Found[]> => {
  const lists = await Promise.all(symbols.map((symbol) => documents.series('candles', { prefix: `${exchange}:${symbol}:${interval}:`, limit: 2 })));
  return foundIn(lists.flat(), interval);
};

const ofExchange = async (documents: DocumentStore, { exchange, interval }: Universe): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (let after = '', page: readonly SeriesSummary[] = []; ; after = page.at(-1)?.series ?? '') {
    page = await documents.series('candles', { prefix: `${exchange}:`, after, limit: PAGE });
    found.push(...foundIn(page, interval));
    if (page.length < PAGE) return found;
  }
};

/** One origin of each symbol, the published one where there are both; by symbol. */
const eachOnce = (found: readonly Found[]): readonly Found[] => {
  const bySymbol = new Map<string, Found>();
  for (const asset of found) if (bySymbol.get(asset.symbol)?.origin !== 'published') bySymbol.set(asset.symbol, asset);
  return [...bySymbol.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
};

const decoder = new TextDecoder();

const assetOf = async (documents: DocumentStore, exchange: string, symbol: string): Promise<Asset | undefined> => {
  const body = (await documents.get('assets', { series: exchange, order: 0, id: symbol }))?.body ?? null;
  return body === null ? undefined : Asset.parse(JSON.parse(decoder.decode(body)));
};

/** What the assets of a universe declare, of those that are declared. */
export const declaredAssets = async (documents: DocumentStore, { exchange, assets }: Pick<ChosenBars, 'exchange' | 'assets'>): Promise<readonly Asset[]> =>
  (await Promise.all(assets.map(({ symbol }) => assetOf(documents, exchange, symbol)))).filter((asset) => asset !== undefined);

/** Whether every asset of a universe is declared as one of a simulated market. */
export const isSimulated = ({ assets }: Pick<ChosenBars, 'assets'>, declared: readonly Asset[]): boolean =>
  declared.length === assets.length && declared.every(({ simulated }) => simulated);

const calendarOf = async (documents: DocumentStore, exchange: string, symbol: string): Promise<CalendarName> =>
  (await assetOf(documents, exchange, symbol))?.calendar ?? '24/7';

/** The calendar that all of them keep; around the clock where they differ. */
const sharedCalendar = async (documents: DocumentStore, exchange: string, assets: readonly ChosenAsset[]): Promise<CalendarName> => {
  const calendars = await Promise.all(assets.map(({ symbol }) => calendarOf(documents, exchange, symbol)));
  return calendars.every((calendar) => calendar === 'weekdays') ? 'weekdays' : '24/7';
};

/** Makes a universe definite. Rejects with `UNIVERSE_TOO_SMALL` where there is no bar at all, and `REQUEST_INVALID` where there are too many assets. */
export const chooseBars = async (documents: DocumentStore, universe: Universe): Promise<ChosenBars> => {
  const { exchange, interval, symbols, from, to } = universe;
  const found = eachOnce(symbols.length > 0 ? await ofSymbols(documents, universe) : await ofExchange(documents, universe));
  if (found.length === 0) throw new TerminalError('UNIVERSE_TOO_SMALL', `No ${interval} bars of ${exchange}${symbols.length > 0 ? ` and ${symbols.join(', ')}` : ''} are stored.`);
  if (found.length > MOST_ASSETS) throw new TerminalError('REQUEST_INVALID', `${exchange} has ${found.length} assets with ${interval} bars: name at most ${MOST_ASSETS} of them.`);
  const assets = found.map(({ symbol, origin }): ChosenAsset => ({ symbol, origin }));
  return {
    exchange, interval, assets, from,
    calendar: await sharedCalendar(documents, exchange, assets),
    to: to ?? Math.max(...found.map(({ last }) => last)) + 1,
  };
};

/** Throws `NOT_FOUND` where a universe names symbols of which no such bar is stored: without them it would be another universe. */
export const assertAllFound = ({ exchange, interval, symbols }: Universe, { assets }: Pick<ChosenBars, 'assets'>): void => {
  const found = new Set(assets.map(({ symbol }) => symbol));
  const absent = symbols.filter((symbol) => !found.has(symbol));
  if (absent.length > 0) throw new TerminalError('NOT_FOUND', `No ${interval} bars of ${absent.slice(0, 20).join(', ')}${absent.length > 20 ? ` and ${absent.length - 20} more` : ''} at ${exchange} are stored.`);
};

/** The series of an asset’s bars in the document store. */
export const seriesOf = ({ exchange, interval }: Pick<ChosenBars, 'exchange' | 'interval'>, asset: ChosenAsset): string =>
  candleSeries({ exchange, interval, ...asset });
