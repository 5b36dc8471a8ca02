/** What the time of any event must keep to. */
import { limits } from '@streamforge/contracts/limits';
import type { Breach } from './rule.ts';

/** Whether a time lies no further ahead of the event's append than clocks may differ; both in epoch milliseconds. */
export const hasHappened = (time: number, timestamp: number): boolean => time <= timestamp + limits.futureMs;

/** What is expected of it, in words. */
export const HAS_HAPPENED = `must lie at most ${limits.futureMs / 1_000} seconds after the append`;

/** EVENT_TIME_IN_FUTURE when `time` lies after `timestamp`, the moment the event was appended to the log; both in epoch milliseconds. */
export const judgeTime = (time: number, timestamp: number): Breach | undefined => hasHappened(time, timestamp)
  ? undefined
  : { code: 'EVENT_TIME_IN_FUTURE', detail: `the time ${HAS_HAPPENED} (time ${time}, appended ${timestamp})` };
