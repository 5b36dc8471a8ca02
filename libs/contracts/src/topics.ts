/**
 * Every topic, once: what it says, its schema, key, partitions, retention and delivery. Types, validators, topics on a broker and
 * docs all come from here.
 */
import { z } from 'zod';
import { Action, Fill } from './events/agent.ts';
import { Asset } from './events/asset.ts';
import { Bar } from './events/bar.ts';
import { Candle } from './events/candle.ts';
import { CleanDocument, DEFAULT_TENANT, Document } from './events/document.ts';
import { GnnCommand, GnnModel, GnnPrediction } from './events/gnn.ts';
import { LlmRequest, LlmResponse } from './events/llm.ts';
import { QueueControl, QueueEvent } from './events/queue.ts';
import { RoiSnapshot } from './events/roi.ts';
import { Trade } from './events/trade.ts';
import { archivedAfter, days, forever, type Retention } from './retention.ts';

export interface TopicDefinition<Schema extends z.ZodType = z.ZodType> {
  /** One sentence for people. */
  readonly says: string;
  /** Schema of a record's value; decimals come out canonical. */
  readonly value: Schema;
  /** CloudEvents type of the value. */
  readonly type: string;
  /** Partition key: records of one key keep their order. The same for a value as its producer wrote it and as it was validated. */
  readonly key: (value: z.input<Schema>) => string;
  readonly partitions: number;
  readonly retention: Retention;
  /** `group`: shared by a consumer group. `broadcast`: every instance of who hears it reads all of it; a test holds `readOf` to that. */
  readonly delivery: 'group' | 'broadcast';
  /** Whether a record without a value deletes the entry of its key, or is bad input. */
  readonly tombstone: 'deletes' | 'refused';
}

type Declared<Schema extends z.ZodType> = Pick<TopicDefinition<Schema>, 'says' | 'value' | 'type' | 'key'>
  & Partial<Pick<TopicDefinition<Schema>, 'partitions' | 'retention' | 'delivery' | 'tombstone'>>;

const topic = <Schema extends z.ZodType>(declared: Declared<Schema>): TopicDefinition<Schema> => ({
  partitions: 12,
  retention: days(30),
  delivery: 'group',
  tombstone: 'refused',
  ...declared,
});

export const topics = {
  'market.candles.v1': topic({
    says: 'An OHLCV candle as its source published it; an open candle is revised until it is closed.',
    value: Candle,
    type: 'streamforge.market.candle.v1',
    key: (candle) => `${candle.exchange}:${candle.symbol}:${candle.interval}`,
    retention: archivedAfter(30),
  }),
  'market.trades.v1': topic({
    says: 'A trade, or aggregated trade, as its venue published it.',
    value: Trade,
    type: 'streamforge.market.trade.v1',
    key: (trade) => `${trade.exchange}:${trade.symbol}`,
    retention: archivedAfter(30),
  }),
  'market.assets.v1': topic({
    says: 'The declaration of an asset: what it is, when it trades, what it relates to.',
    value: Asset,
    type: 'streamforge.market.asset.v1',
    key: (asset) => `${asset.exchange}:${asset.symbol}`,
    partitions: 3,
    retention: forever,
    tombstone: 'deletes',
  }),
  'documents.v1': topic({
    says: 'A text with its source, such as news, a filing or a research note.',
    value: Document,
    type: 'streamforge.document.v1',
    key: ({ tenant = DEFAULT_TENANT, id }) => `${tenant}:${id}`,
    partitions: 6,
    retention: forever,
    tombstone: 'deletes',
  }),
  'market.bars.v1': topic({
    says: 'A candle that passed every rule and is the newest of its key, published or built from trades.',
    value: Bar,
    type: 'streamforge.market.bar.v1',
    key: (bar) => `${bar.exchange}:${bar.symbol}:${bar.interval}`,
  }),
  'documents.clean.v1': topic({
    says: 'A document that passed every rule and is the newest of its id.',
    value: CleanDocument,
    type: 'streamforge.document.clean.v1',
    key: ({ tenant = DEFAULT_TENANT, id }) => `${tenant}:${id}`,
    partitions: 6,
    retention: forever,
    tombstone: 'deletes',
  }),
  'agent.fills.v1': topic({
    says: 'A trade that an agent’s account really made.',
    value: Fill,
    type: 'streamforge.agent.fill.v1',
    key: (fill) => fill.account,
    retention: forever,
  }),
  'agent.actions.v1': topic({
    says: 'A decision of an agent, with its reason.',
    value: Action,
    type: 'streamforge.agent.action.v1',
    key: (action) => action.account,
    retention: forever,
  }),
  'gnn.commands.v1': topic({
    says: 'An order to train, evaluate, predict with, cancel or promote a graph model.',
    value: GnnCommand,
    type: 'streamforge.gnn.command.v1',
    key: (command) => command.model,
    partitions: 3,
  }),
  'gnn.models.v1': topic({
    says: 'A trained model version and where its artefact lies.',
    value: GnnModel,
    type: 'streamforge.gnn.model.v1',
    key: (model) => model.model,
    partitions: 3,
    retention: forever,
  }),
  'gnn.predictions.v1': topic({
    says: 'What a model version expects of an asset’s next bar.',
    value: GnnPrediction,
    type: 'streamforge.gnn.prediction.v1',
    key: (prediction) => `${prediction.exchange}:${prediction.symbol}:${prediction.interval}`,
  }),
  'roi.snapshots.v1': topic({
    says: 'An account’s equity and profit at a moment of event time.',
    value: RoiSnapshot,
    type: 'streamforge.roi.snapshot.v1',
    key: (snapshot) => snapshot.account,
  }),
  'llm.requests.v1': topic({
    says: 'A question to be answered over the stored data.',
    value: LlmRequest,
    type: 'streamforge.llm.request.v1',
    key: (request) => String(request.id),
    partitions: 6,
  }),
  'llm.responses.v1': topic({
    says: 'An answer with its citations.',
    value: LlmResponse,
    type: 'streamforge.llm.response.v1',
    key: (response) => String(response.id),
    partitions: 6,
  }),
  'queue-control': topic({
    says: 'A command (start, stop, ping) to every instance of a service, by job id.',
    value: QueueControl,
    type: 'streamforge.queue.control.v1',
    key: (control) => String(control.job),
    partitions: 1,
    retention: days(7),
    delivery: 'broadcast',
  }),
  'queue-events': topic({
    says: 'What services say about their work: started, loading, interrupted, finished, error.',
    value: QueueEvent,
    type: 'streamforge.queue.event.v1',
    key: (event) => String(event.job),
    partitions: 3,
    retention: days(7),
  }),
};

export type TopicName = keyof typeof topics;
/** The validated value of a topic's records. */
export type ValueOf<Topic extends TopicName> = z.output<(typeof topics)[Topic]['value']>;
/** The value as a producer may write it. */
export type InputOf<Topic extends TopicName> = z.input<(typeof topics)[Topic]['value']>;
/** The topic that keeps what consumers of `Topic` refused. */
export type DeadLetterTopic<Topic extends TopicName = TopicName> = `${Topic}.dlq`;

export const topicNames = Object.keys(topics) as readonly TopicName[];

/** Whether the contract has a topic of this name; dead-letter topics are none of them. */
export const isTopic = (name: string): name is TopicName => Object.hasOwn(topics, name);

/** Looks a topic up with its schema types widened, for code that treats all topics alike. */
export const topicOf = (name: TopicName): TopicDefinition => topics[name];

/** Whether each event of a topic belongs to a tenant, as its schema says. */
export const hasTenants = (name: TopicName): boolean => {
  const { value } = topicOf(name);
  return value instanceof z.ZodObject && 'tenant' in value.shape;
};

/** The topic that takes what is refused of a topic. */
export const deadLetterTopic = <Topic extends TopicName>(name: Topic): DeadLetterTopic<Topic> => `${name}.dlq`;

/** Dead letters wait for a person, so they outlive their topic. */
export const deadLetterRetention: Retention = days(90);
