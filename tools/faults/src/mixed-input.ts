/** A seeded input of every raw topic, with what makes order matter: revisions, late events, tombstones, repeated ids. */
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import { mulberry32, type Random } from '@streamforge/determinism/random';
import type { OutgoingHeaders } from '@streamforge/event-log/port';

/** A record as it is produced straight into the log. */
export interface RawRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly value: string | null;
  readonly headers?: OutgoingHeaders;
}

const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;

const event = <Topic extends TopicName>(topic: Topic, value: InputOf<Topic>): RawRecord => {
  const { key, value: schema } = topicOf(topic);
  return { topic, key: key(schema.parse(value)), value: JSON.stringify(value) };
};

const tombstone = (topic: TopicName, key: string, time: number): RawRecord =>
  ({ topic, key, value: null, headers: [['ce_time', new Date(time).toISOString()]] });

const whole = (random: Random, below: number): number => Math.floor(random() * below);

const candle = (random: Random): RawRecord => event('market.candles.v1', {
  exchange: 'test', symbol: `C${whole(random, 9)}`, interval: '1m', openTime: START + whole(random, 40) * MINUTE,
  open: '10', high: random() < 0.02 ? '1' : '20', low: '5', close: (6 + random() * 13).toFixed(2), volume: random().toFixed(6),
  closed: random() < 0.7, revision: whole(random, 4),
});

const trade = (random: Random): RawRecord => event('market.trades.v1', {
  exchange: 'test', symbol: `T${whole(random, 4)}`, id: String(whole(random, 400)), time: START + whole(random, 30 * MINUTE),
  price: (10 + random()).toFixed(4), quantity: random().toFixed(3),
});

const asset = (random: Random): RawRecord => {
  const symbol = `C${whole(random, 9)}`;
  const updatedAt = START + whole(random, 100) * MINUTE;
  if (random() < 0.2) return tombstone('market.assets.v1', `test:${symbol}`, updatedAt);
  return event('market.assets.v1', {
    exchange: 'test', symbol, updatedAt, kind: 'equity', sector: `Sector ${whole(random, 3)}`,
    relations: random() < 0.5 ? [{ type: 'follows', exchange: 'test', symbol: `C${whole(random, 9)}` }] : [],
  });
};

const document = (random: Random): RawRecord => {
  const id = `note-${whole(random, 20)}`;
  const updatedAt = START + whole(random, 100) * MINUTE;
  if (random() < 0.2) return tombstone('documents.v1', `public:${id}`, updatedAt);
  return event('documents.v1', { id, text: `Text ${whole(random, 5)}`, publishedAt: START, updatedAt, symbols: [`C${whole(random, 9)}`] });
};

/** Assets whose candles are built; declared by one record each, somewhere among the others. */
const building = (): readonly RawRecord[] => Array.from({ length: 4 }, (_, number) => event('market.assets.v1', {
  exchange: 'test', symbol: `T${number}`, candlesFromTrades: ['1m', '5m'], updatedAt: START,
}));

const kinds = [candle, candle, candle, trade, trade, trade, asset, document] as const;

/** The input, the same for the same seed. */
export const mixedInput = (seed: number, records: number): readonly RawRecord[] => {
  const random = mulberry32(seed);
  const input = Array.from({ length: records }, (_, at) => (kinds[at % kinds.length] ?? candle)(random));
  return building().reduce<readonly RawRecord[]>((all, record) => all.toSpliced(whole(random, all.length), 0, record), input);
};

/** The same records, those of one key in their order, those of different keys in any. */
export const shuffledBetweenKeys = (input: readonly RawRecord[], seed: number): readonly RawRecord[] => {
  const random = mulberry32(seed);
  const lanes = [...Map.groupBy(input, ({ topic, key }) => `${topic} ${key}`).values()].map((lane) => [...lane]);
  const shuffled: RawRecord[] = [];
  while (lanes.length > 0) {
    const at = whole(random, lanes.length);
    const next = lanes[at]?.shift();
    if (next === undefined) lanes.splice(at, 1);
    else shuffled.push(next);
  }
  return shuffled;
};
