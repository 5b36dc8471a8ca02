/** The assets of the demo market. Names are made up, so that nobody takes them for real ones. */
import type { SimulatedEvent } from './events.ts';

export const EXCHANGE = 'sim';
const QUOTE = 'USD';
const SECTOR_SIZE = 4;

const names = [
  'Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Gorse', 'Hazel', 'Ilex', 'Juniper', 'Kapok', 'Larch', 'Maple', 'Nutmeg', 'Oak',
  'Poplar', 'Quince', 'Rowan', 'Spruce', 'Teak', 'Upas', 'Viburnum', 'Willow', 'Yew',
] as const;
const sectors = ['Compute', 'Storage', 'Payments', 'Energy', 'Transport', 'Health'] as const;

export const MOST_ASSETS = names.length;

export interface SimulatedAsset {
  readonly name: string;
  readonly symbol: string;
  readonly base: string;
  readonly sector: string;
  /** Position of the sector. */
  readonly sectorIndex: number;
  /** Position of the asset that this one follows by a minute, or undefined for the leader of a sector. */
  readonly leader: number | undefined;
  /** Whether its single trades are published too, so that its candles can be built from them. */
  readonly publishesTrades: boolean;
  readonly startPrice: number;
  /** Digits after the point: the tick is about a hundred-thousandth of the first price. */
  readonly priceDigits: number;
}

/** Sectors of four: a leader and three that follow it. The first two leaders publish their trades. */
export const roster = (count: number): readonly SimulatedAsset[] => names.slice(0, count).map((name, at) => {
  const sectorIndex = Math.floor(at / SECTOR_SIZE);
  const isLeader = at % SECTOR_SIZE === 0;
  const base = name.slice(0, 4).toUpperCase();
  const startPrice = [1_850, 240, 36, 4.2][at % SECTOR_SIZE] ?? 100;
  return {
    name,
    base,
    symbol: `${base}-${QUOTE}`,
    sector: sectors[sectorIndex] ?? 'Other',
    sectorIndex,
    leader: isLeader ? undefined : sectorIndex * SECTOR_SIZE,
    publishesTrades: isLeader && sectorIndex < 2,
    startPrice,
    priceDigits: 4 - Math.floor(Math.log10(startPrice)),
  };
});

/** The declaration of an asset: what it is, whom it follows, and whether its candles are to be built from trades as well. */
export const declarationOf = (
  asset: SimulatedAsset, all: readonly SimulatedAsset[], updatedAt: number,
): SimulatedEvent<'market.assets.v1'> => {
  const leader = asset.leader === undefined ? undefined : all[asset.leader];
  return {
    topic: 'market.assets.v1',
    value: {
      exchange: EXCHANGE,
      symbol: asset.symbol,
      name: `${asset.name} (simulated)`,
      kind: 'pair',
      base: asset.base,
      quote: QUOTE,
      sector: asset.sector,
      calendar: '24/7',
      candlesFromTrades: asset.publishesTrades ? ['1m', '5m'] : [],
      relations: leader === undefined ? [] : [{ type: 'follows', exchange: EXCHANGE, symbol: leader.symbol }],
      simulated: true,
      updatedAt,
    },
  };
};
