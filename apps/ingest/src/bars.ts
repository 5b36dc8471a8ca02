import type { Bar } from '@streamforge/contracts/events/bar';
import type { Source, Verdict } from '@streamforge/document-store/port';
import { candleSeries } from '@streamforge/market/series';
import type { IngestContext } from './context.ts';
import { factOf, type Fact } from './fact.ts';

/** A bar and the entry that stores it; both have the same body. */
export interface BarFact {
  readonly bar: Bar;
  readonly fact: Fact;
}

/** The bar with its entry. `source`: the record that it came from. */
export const barFact = (bar: Bar, source: Source): BarFact => ({
  bar,
  fact: factOf({ series: candleSeries(bar), order: bar.openTime, id: '' }, bar, bar, source),
});

/** Keeps the newest bar of each open time and passes on what is now stored; what the store refused as older goes no further. */
export const keepBars = async (bars: readonly BarFact[], { documents, publish }: IngestContext): Promise<readonly Verdict[]> => {
  const verdicts = await documents.upsert('candles', bars.map(({ fact }) => fact));
  const current = bars.filter((_, at) => verdicts[at] === 'stored' || verdicts[at] === 'same');
  await publish('market.bars.v1', current.map(({ bar, fact }) => ({ value: bar, body: fact.body, id: fact.id256, time: bar.openTime })));
  return verdicts;
};
