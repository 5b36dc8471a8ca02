import type { EventLog } from '@streamforge/event-log/port';
import { memoryLog } from './memory-log.ts';

export const openLog = async (topics: readonly string[], partitions: number): Promise<{ log: EventLog; clock: { now: number } }> => {
  const clock = { now: 1_700_000_000_000 };
  return await Promise.resolve({ log: memoryLog(topics.map((name) => ({ name, partitions, retentionMs: null })), () => clock.now), clock });
};
