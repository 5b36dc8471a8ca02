/** What a mapper makes: an event for a topic, or the reason why there is none. */
import type { Refusal } from '@streamforge/codec/received';
import type { InputOf, TopicName } from '@streamforge/contracts/topics';

/** Topics that files and exchanges can feed. */
export type MappedTopic = Extract<TopicName,
  'market.candles.v1' | 'market.trades.v1' | 'market.assets.v1' | 'documents.v1' | 'agent.fills.v1' | 'agent.actions.v1'>;

/** An event as a producer may write it. Whether it keeps the contract's rules is for the contract to judge, not for a mapper. */
export type MappedEvent<Topic extends MappedTopic = MappedTopic> = {
  readonly [Name in Topic]: { readonly topic: Name; readonly value: InputOf<Name> };
}[Topic];

/** The refusal of a line that is no event; `detail` says why. */
export const lineInvalid = (detail: string): Refusal => ({ code: 'FILE_LINE_INVALID', detail });
