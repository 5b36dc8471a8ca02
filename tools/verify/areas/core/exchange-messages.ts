/** Messages as an exchange sends them, through the mapper: each field where it belongs. */
import { readFileSync } from 'node:fs';
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { mapBinanceMessage } from '@streamforge/mappers/binance/messages';
import { sharedFile } from '@streamforge/testing/shared-data';

type Raw = Readonly<Record<string, unknown>>;

interface Message {
  readonly file: string;
  /** What the event must say, read from the message itself. */
  readonly expected: (raw: Raw) => Raw;
}

const kline = ({ k }: Raw): Raw => {
  const { s, i, t, o, h, l, c, v, x } = k as Raw;
  return { symbol: s, interval: i, openTime: t, open: o, high: h, low: l, close: c, volume: v, closed: x };
};
const trade = ({ s, t, p, q, T, m }: Raw): Raw => ({ symbol: s, id: String(t), price: p, quantity: q, time: T, side: m === true ? 'sell' : 'buy' });
const aggTrade = ({ a, ...rest }: Raw): Raw => trade({ ...rest, t: a });

const messages: readonly Message[] = [
  { file: 'nautilus_um_kline_stream_closed.json', expected: kline },
  { file: 'nautilus_um_kline_stream_open.json', expected: kline },
  { file: 'nautilus_um_trade_stream.json', expected: trade },
  { file: 'nautilus_ws_spot_trade.json', expected: trade },
  { file: 'nautilus_um_agg_trade_stream.json', expected: aggTrade },
  { file: 'nautilus_ws_spot_agg_trade.json', expected: aggTrade },
];

const mappedRight = ({ file, expected }: Message): boolean => {
  const path = sharedFile(`data/binance_messages/${file}`);
  if (path === undefined) throw new Error('the shared data is not there: set STREAMFORGE_SHARED');
  const message = JSON.parse(readFileSync(path, 'utf8')) as Raw;
  const mapped = mapBinanceMessage(message);
  if ('code' in mapped || mapped.length !== 1) return false;
  const value = mapped[0]?.value as unknown as Raw;
  return Object.entries(expected((message['data'] ?? message) as Raw)).every(([field, wanted]) => String(value[field]) === String(wanted));
};

const measure = (): Measurement => {
  const right = messages.filter(mappedRight);
  return { measured: `${right.length} of ${messages.length} mapped right`, ok: right.length === messages.length };
};

export const figures: readonly Figure[] = [
  { name: 'exchange messages (kline, trade, aggTrade)', bar: 'accepted and mapped right', measure: () => Promise.resolve().then(measure) },
];
