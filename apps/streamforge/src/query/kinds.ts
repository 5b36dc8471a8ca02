/** What can be asked for, each kind once: where the platform answers it, which options narrow it, and what a table of it shows. */
import type { Platform, Query } from '../platform/platform.ts';
import { listed, whole } from '../platform/pages.ts';
import type { Fact } from '../output/facts-table.ts';
import { bars } from './bars.ts';

/** Options of `query`, as the person wrote them. */
export interface QueryFlags {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly interval?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
  readonly origin?: string;
  readonly indicators?: string;
  readonly hops?: string;
  readonly tenant?: string;
  readonly collection?: string;
  readonly prefix?: string;
}

export type Flag = Exclude<keyof QueryFlags, 'limit'>;

export interface QueryKind {
  readonly says: string;
  readonly needs: readonly Flag[];
  readonly takes: readonly Flag[];
  readonly ask: (platform: Platform, flags: QueryFlags) => Promise<readonly Fact[]>;
  /** Fields that a table leaves out because the question already says them; `--json` has all. */
  readonly hides?: readonly string[];
}

const span: readonly Flag[] = ['from', 'to'];

/** The flags of a kind as query parameters of the same names. */
const parameters = (flags: QueryFlags, names: readonly Flag[]): Query => Object.fromEntries(names.map((name) => [name, flags[name]]));

interface ListKind extends Pick<QueryKind, 'says' | 'hides'>, Partial<Pick<QueryKind, 'needs' | 'takes'>> {
  readonly path: string;
  /** Field of the answer that holds the list. */
  readonly name: string;
}

/** A kind that the platform answers as a list under `/v1/<path>`. */
const list = ({ path, name, says, needs = [], takes = [], hides = [] }: ListKind): QueryKind => ({
  says, needs, takes, hides,
  ask: (platform, flags) => listed(platform, ['v1', path], name, parameters(flags, [...needs, ...takes]), Number(flags.limit)),
});

const series: readonly string[] = ['exchange', 'symbol', 'interval', 'origin', 'closed', 'revision'];

export const queryKinds: Readonly<Record<string, QueryKind>> = {
  bars: {
    says: 'closed bars of a series, with chosen indicators',
    needs: ['symbol', 'interval'],
    takes: ['exchange', ...span, 'origin', 'indicators'],
    hides: series,
    ask: bars('bars'),
  },
  candles: {
    says: 'every stored bar of a series, open ones included',
    needs: ['symbol', 'interval'],
    takes: ['exchange', ...span, 'origin', 'indicators'],
    hides: ['exchange', 'symbol', 'interval'],
    ask: bars('candles'),
  },
  trades: list({
    path: 'trades', name: 'trades', says: 'trades of a symbol',
    needs: ['symbol'], takes: ['exchange', ...span], hides: ['exchange', 'symbol'],
  }),
  assets: list({ path: 'assets', name: 'assets', says: 'assets, and where each was declared', takes: ['exchange'] }),
  relations: {
    says: 'what an asset relates to, hop by hop',
    needs: ['symbol'], takes: ['exchange', 'hops'],
    ask: (platform, { exchange = 'local', symbol = '', hops, limit }) =>
      whole(platform, ['v1', 'assets', exchange, symbol, 'relations'], 'relations', { hops, limit: Math.min(2_000, Number(limit)) }),
  },
  documents: list({
    path: 'documents', name: 'documents', says: 'documents of a tenant, newest first',
    takes: ['tenant', 'symbol', ...span],
  }),
  predictions: {
    says: 'what models expected of a series, and what came',
    needs: ['symbol', 'interval'], takes: ['exchange', 'to'], hides: ['exchange', 'symbol', 'interval'],
    ask: (platform, { exchange, symbol, interval, to, limit }) =>
      whole(platform, ['v1', 'predictions'], 'predictions', { exchange, symbol, interval, to, limit: Math.min(1_000, Number(limit)) }),
  },
  series: list({
    path: 'series', name: 'series', says: 'series of a collection (candles unless told) and how much each holds',
    takes: ['collection', 'prefix'],
  }),
  gaps: list({
    path: 'gaps', name: 'series', says: 'missing bars of each series, by its asset’s calendar',
    takes: ['exchange', 'symbol', 'interval'],
  }),
};
