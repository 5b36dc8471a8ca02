import type { ReceivedEvent } from '@streamforge/codec/received';
import { Asset } from '@streamforge/contracts/events/asset';
import type { Interval } from '@streamforge/contracts/interval';
import { tradeSeries } from '@streamforge/market/series';
import { judgeTrade } from '@streamforge/market/trade-rules';
import { judge } from '@streamforge/service-host/judge';
import type { Rejection } from '@streamforge/service-host/service';
import type { IngestContext, IngestHandler } from './context.ts';
import { extendCandles, type StandingTrade } from './extend-candles.ts';
import { factOf } from './fact.ts';
import { declareProvisional } from './provisional.ts';
import { tally } from './tally.ts';

type TradeRecord = ReceivedEvent<'market.trades.v1'>;

interface Standing extends StandingTrade {
  readonly record: TradeRecord;
}

/** Stores each valid trade unless its id is taken, and builds the candles that its asset asks for. */
export const storeTrades: IngestHandler<'market.trades.v1'> = async (batch, context) => {
  const { valid, rejected } = judge(batch, judgeTrade);
  await declareProvisional(valid, context);
  const verdicts = await context.documents.upsert('trades', valid.map((record) => {
    const { id, time } = record.value;
    return factOf({ series: tradeSeries(record.value), order: time, id }, record.value, { closed: true, revision: 0 }, record);
  }));
  tally(context, 'market.trades.v1', verdicts);
  const standing = valid.flatMap((record, at): Standing[] => verdicts[at] === 'conflict'
    ? []
    : [{ record, trade: record.value, fresh: verdicts[at] === 'stored' }]);
  for (const trades of Map.groupBy(standing, ({ trade }) => tradeSeries(trade)).values()) await extendDeclared(trades, context);
  return [...rejected, ...conflicts(valid.filter((_, at) => verdicts[at] === 'conflict'))];
};

const conflicts = (records: readonly TradeRecord[]): readonly Rejection[] => records.map((record) => ({
  record,
  code: 'ID_CONFLICT',
  detail: `Trade ${record.value.id} of ${tradeSeries(record.value)} is stored with another body.`,
}));

/** The declaration is read after the trades are stored, so that a declaration arriving meanwhile either is seen here or sees them. */
const extendDeclared = async (trades: readonly Standing[], context: IngestContext): Promise<void> => {
  const last = trades.at(-1);
  if (last === undefined) return;
  const { exchange, symbol } = last.trade;
  await extendCandles({ exchange, symbol }, await declaredIntervals(exchange, symbol, context), trades, last.record, context);
};

const decoder = new TextDecoder();

const declaredIntervals = async (exchange: string, symbol: string, { documents }: IngestContext): Promise<readonly Interval[]> => {
  const entry = await documents.get('assets', { series: exchange, order: 0, id: symbol });
  if (entry === undefined || entry.body === null) return [];
  return Asset.parse(JSON.parse(decoder.decode(entry.body))).candlesFromTrades;
};
