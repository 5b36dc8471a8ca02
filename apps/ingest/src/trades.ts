import type { ReceivedEvent } from '@streamforge/codec/received';
import { Asset } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { tradeSeries } from '@streamforge/market/series';
import { judgeTrade } from '@streamforge/market/trade-rules';
import type { Rejection } from '@streamforge/service-host/service';
import { buildCandles } from './build-candles.ts';
import type { IngestContext, IngestHandler } from './context.ts';
import { factOf } from './fact.ts';
import { judge } from './judge.ts';
import { declareProvisional } from './provisional.ts';
import { tally } from './tally.ts';

type TradeRecord = ReceivedEvent<'market.trades.v1'>;

/** Stores each valid trade unless its id is taken, and builds the candles that its asset asks for. */
export const storeTrades: IngestHandler<'market.trades.v1'> = async (batch, context) => {
  const { valid, rejected } = judge(batch, judgeTrade);
  await declareProvisional(valid, context);
  const verdicts = await context.documents.upsert('trades', valid.map((record) => {
    const { id, time } = record.value;
    return factOf({ series: tradeSeries(record.value), order: time, id }, record.value, { closed: true, revision: 0 }, record);
  }));
  tally(context, 'market.trades.v1', verdicts);
  const standing = valid.filter((_, at) => verdicts[at] !== 'conflict');
  for (const trades of Map.groupBy(standing, ({ value }) => tradeSeries(value)).values()) await buildDeclared(trades, context);
  return [...rejected, ...conflicts(valid.filter((_, at) => verdicts[at] === 'conflict'))];
};

const conflicts = (records: readonly TradeRecord[]): readonly Rejection[] => records.map((record) => ({
  record,
  code: 'ID_CONFLICT',
  detail: `Trade ${record.value.id} of ${tradeSeries(record.value)} is stored with another body.`,
}));

/** The declaration is read after the trades are stored, so that a declaration arriving meanwhile either is seen here or sees them. */
const buildDeclared = async (trades: readonly TradeRecord[], context: IngestContext): Promise<void> => {
  const [first] = trades;
  if (first === undefined) return;
  const { exchange, symbol } = first.value;
  for (const interval of await declaredIntervals(exchange, symbol, context)) {
    await buildCandles({ exchange, symbol, interval }, trades.map(({ value }) => value.time), trades.at(-1) ?? first, context);
  }
};

const decoder = new TextDecoder();

const declaredIntervals = async (exchange: string, symbol: string, { documents }: IngestContext): Promise<readonly Interval[]> => {
  const entry = await documents.get('assets', { series: exchange, order: 0, id: symbol });
  if (entry === undefined || entry.body === null) return [];
  return Asset.parse(JSON.parse(decoder.decode(entry.body))).candlesFromTrades;
};
