import type { Clock } from '@streamforge/determinism/clock';
import type { EventLog } from '@streamforge/event-log/port';
import type { Logger } from 'pino';
import type { Losses } from '../losses.ts';
import type { HostMetrics } from '../metrics.ts';
import type { Budget } from './budget.ts';
import type { PartitionStates } from './partition-state.ts';
import type { Turns } from './turns.ts';

/** What the partitions of one service and group share. */
export interface LoopContext {
  readonly service: string;
  readonly group: string;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: HostMetrics;
  readonly budget: Budget;
  readonly turns: Turns;
  readonly states: PartitionStates;
  readonly losses: Losses;
  /** Milliseconds to wait before the n-th further attempt. */
  readonly wait: (attempt: number) => number;
}
