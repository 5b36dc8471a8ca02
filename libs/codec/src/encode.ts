import type { TopicName, ValueOf } from '@streamforge/contracts/topics';
import { canonicalJson } from './canonical.ts';

/** The body of a record: canonical JSON of a validated value, so that the same fact always has the same bytes. */
export const encodeValue = <Topic extends TopicName>(_topic: Topic, value: ValueOf<Topic>): string => canonicalJson(value);
