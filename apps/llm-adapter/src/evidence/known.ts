/** What a question may name: assets as they are declared, accounts as the ledger knows them. */
import { Asset } from '@streamforge/contracts/events/asset';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import { assetFinder, type FindAssets, type KnownAsset } from '../question/assets-named.ts';
import type { Known } from '../question/understand.ts';

/** Assets that names are looked up among. */
const MOST_ASSETS = 20_000;
const MOST_EXCHANGES = 1_000;

const decoder = new TextDecoder();

/** Currencies and sectors stand among the assets, too, and are none. */
const assetIn = ({ body }: StoredEntry): readonly KnownAsset[] => {
  const parsed = body === null ? undefined : Asset.safeParse(JSON.parse(decoder.decode(body)));
  if (parsed?.success !== true) return [];
  const { exchange, symbol, name, base } = parsed.data;
  return [{ exchange, symbol, name, base }];
};

const assetsOf = async (documents: Pick<DocumentStore, 'scan' | 'series'>): Promise<readonly KnownAsset[]> => {
  const assets: KnownAsset[] = [];
  for (const { series } of await documents.series('assets', { limit: MOST_EXCHANGES })) {
    for await (const page of documents.scan('assets', series, { limit: MOST_ASSETS - assets.length })) assets.push(...page.flatMap(assetIn));
  }
  return assets;
};

/** Gives what is known now. Assets are read anew when their number changed or they were read a while ago. */
export type ReadKnown = () => Promise<Known>;

const FRESH_MS = 10_000;

export const knownReader = (
  documents: Pick<DocumentStore, 'scan' | 'series'>, ledger: Pick<LedgerReader, 'accounts'>, monotonic: () => number,
): ReadKnown => {
  let held: { readonly find: FindAssets; readonly tally: string; readonly at: number } | undefined;
  const findAssets = async (): Promise<FindAssets> => {
    const tally = JSON.stringify((await documents.series('assets', { limit: MOST_EXCHANGES })).map(({ series, count }) => [series, count]));
    if (held === undefined || held.tally !== tally || monotonic() - held.at > FRESH_MS) {
      held = { find: assetFinder(await assetsOf(documents)), tally, at: monotonic() };
    }
    return held.find;
  };
  return async () => {
    const [find, accounts] = await Promise.all([findAssets(), ledger.accounts()]);
    return { findAssets: find, accounts: accounts.map(({ account }) => account) };
  };
};
