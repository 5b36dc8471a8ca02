/** What a question may name: assets as they are declared, accounts as the ledger knows them. */
import { setImmediate as breath } from 'node:timers/promises';
import { Asset } from '@streamforge/contracts/events/asset';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import { finderOver, spellingsOf, type FindAssets, type KnownAsset, type Spelling } from '../question/assets-named.ts';
import type { Known } from '../question/understand.ts';

/** Assets that names are looked up among. */
const MOST_ASSETS = 20_000;
const MOST_EXCHANGES = 1_000;
/** Assets that are looked through for a question about the market as a whole. */
const SOME_ASSETS = 64;

const decoder = new TextDecoder();

/** Currencies and sectors stand among the assets, too, and are none. */
const assetIn = ({ body }: StoredEntry): readonly KnownAsset[] => {
  const parsed = body === null ? undefined : Asset.safeParse(JSON.parse(decoder.decode(body)));
  if (parsed?.success !== true) return [];
  const { exchange, symbol, name, base } = parsed.data;
  return [{ exchange, symbol, name, base }];
};

/** Assets whose spellings are made without a break: the event loop stays free for others. */
const AT_ONCE = 100;

interface Assets {
  readonly find: FindAssets;
  readonly some: readonly KnownAsset[];
}

const readAssets = async (documents: Pick<DocumentStore, 'scan' | 'series'>): Promise<Assets> => {
  const spellings: Spelling[] = [];
  const some: KnownAsset[] = [];
  let left = MOST_ASSETS;
  for (const { series } of await documents.series('assets', { limit: MOST_EXCHANGES })) {
    if (left <= 0) break;
    for await (const page of documents.scan('assets', series, { limit: left })) {
      left -= page.length;
      for (let at = 0; at < page.length; at += AT_ONCE) {
        const assets = page.slice(at, at + AT_ONCE).flatMap(assetIn);
        spellings.push(...assets.flatMap(spellingsOf));
        some.push(...assets.slice(0, SOME_ASSETS - some.length));
        await breath();
      }
    }
  }
  return { find: finderOver(spellings), some };
};

/** Gives what is known now. Assets are read anew when their number changed or they were read a while ago. */
export type ReadKnown = () => Promise<Known>;

const FRESH_MS = 10_000;

interface Held {
  readonly assets: Promise<Assets>;
  readonly tally: string;
  readonly at: number;
}

export const knownReader = (
  documents: Pick<DocumentStore, 'scan' | 'series'>, ledger: Pick<LedgerReader, 'accounts'>, monotonic: () => number,
): ReadKnown => {
  let held: Held | undefined;
  const read = (tally: string): Held => {
    const reading: Held = { assets: readAssets(documents), tally, at: monotonic() };
    reading.assets.catch(() => {
      if (held === reading) held = undefined;
    });
    return reading;
  };
  const assetsNow = async (): Promise<Assets> => {
    const tally = JSON.stringify((await documents.series('assets', { limit: MOST_EXCHANGES })).map(({ series, count }) => [series, count]));
    if (held === undefined || held.tally !== tally || monotonic() - held.at > FRESH_MS) held = read(tally);
    return await held.assets;
  };
  return async () => {
    const [{ find, some }, accounts] = await Promise.all([assetsNow(), ledger.accounts()]);
    return { findAssets: find, some, accounts: accounts.map(({ account }) => account) };
  };
};
