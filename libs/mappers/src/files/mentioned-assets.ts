/** Declarations of the assets that a file's rows mention, as far as the rows or the symbols tell what they are. */
import { Asset, type AssetInput } from '@streamforge/contracts/events/asset';
import { EARLIEST_TIME } from '@streamforge/contracts/events/fields';
import type { MappedEvent } from '../events.ts';
import { pairOf } from '../pair.ts';

type MentionedAssets = (exchange: string, symbol: string, sector: string | undefined) => MappedEvent<'market.assets.v1'> | undefined;

/**
 * Declares each asset at its first mention: an equity where a sector is named, a pair where the symbol ends in a currency, otherwise
 * nothing. Its version is the oldest there can be, so that it never replaces what somebody declared on purpose.
 */
export const mentionedAssets = (): MentionedAssets => {
  const seen = new Set<string>();
  return (exchange, symbol, sector) => {
    const name = `${exchange}:${symbol}`;
    if (seen.has(name)) return undefined;
    seen.add(name);
    const value = declaration(exchange, symbol, sector);
    return value !== undefined && Asset.safeParse(value).success ? { topic: 'market.assets.v1', value } : undefined;
  };
};

const declaration = (exchange: string, symbol: string, sector: string | undefined): AssetInput | undefined => {
  if (sector !== undefined && sector !== '') {
    return { exchange, symbol, kind: 'equity', sector, calendar: 'weekdays', updatedAt: EARLIEST_TIME };
  }
  const pair = pairOf(symbol);
  return pair === undefined ? undefined : { exchange, symbol, kind: 'pair', ...pair, calendar: '24/7', updatedAt: EARLIEST_TIME };
};
