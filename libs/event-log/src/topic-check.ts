import { TerminalError } from '@streamforge/contracts/errors';
import type { TopicSpec } from './port.ts';

/** Kafka's rule for topic names. */
const goodName = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/u;

const refuse = (topic: string, detail: string): never => {
  throw new TerminalError('REQUEST_INVALID', detail, { topic });
};

/** Refuses what can't be applied with TerminalError `REQUEST_INVALID`: names that Kafka would refuse, fewer partitions than there are. */
export const checkTopics = (wanted: readonly TopicSpec[], existing: readonly TopicSpec[]): void => {
  for (const { name, partitions, retentionMs } of wanted) {
    if (!goodName.test(name)) refuse(name, 'A topic’s name has ASCII letters, digits, . _ and -, at most 249.');
    if (!Number.isSafeInteger(partitions) || partitions < 1) refuse(name, `It can’t have ${partitions} partitions.`);
    if (retentionMs !== null && !(retentionMs >= 0)) refuse(name, `Its retention can’t be ${retentionMs} ms.`);
    const held = existing.find((topic) => topic.name === name)?.partitions ?? 0;
    if (partitions < held) refuse(name, `It has ${held} partitions; they can’t become ${partitions}, since their records would be lost.`);
  }
};
