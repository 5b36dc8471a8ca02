import { limits } from './limits.ts';

/**
 * A broker's settings of a topic of ours, however it is made. Records are stamped by the broker as they are appended, so that retention and "in
 * the future" never follow a producer's clock; null keeps them for ever. A compressed request may be larger than one record.
 */
export const topicConfig = (retentionMs: number | null) => ({
  'retention.ms': retentionMs === null ? '-1' : String(Math.floor(retentionMs)),
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(limits.requestBytes + limits.recordBytes),
  'unclean.leader.election.enable': 'false',
} as const);
