import { judgeCandle } from '@streamforge/market/candle-rules';
import { judge } from '@streamforge/service-host/judge';
import { barFact, keepBars } from './bars.ts';
import type { IngestHandler } from './context.ts';
import { declareProvisional } from './provisional.ts';
import { tally } from './tally.ts';

/** Stores each valid candle unless a newer version of it is stored, and publishes it as a bar. */
export const storeCandles: IngestHandler<'market.candles.v1'> = async (batch, context) => {
  const { valid, rejected } = judge(batch, judgeCandle);
  await declareProvisional(valid, context);
  const verdicts = await keepBars(valid.map((record) => barFact({ ...record.value, origin: 'published' }, record)), context);
  tally(context, 'market.candles.v1', verdicts);
  return rejected;
};
