/** Producers that share the batches of a workload. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog } from '@streamforge/event-log/port';
import type { Work } from '../workload.ts';
import { produceToLog, type Produced } from './producing.ts';

export interface Pace {
  /** Records a second of all producers together; those that an outage held up are made up for. */
  readonly perSecond?: number;
  /** Batches that each producer has under way at a time. Default 1. */
  readonly lanes?: number;
  /** Asked before each batch: whether there is to be another one. */
  readonly goesOn?: () => boolean;
  /** Told of each batch before it is sent. */
  readonly onSending?: (batch: readonly Work[]) => void;
  /** Told of each batch once it is acknowledged. */
  readonly onAcknowledged?: (batch: readonly Work[]) => void;
}

/** Sends the batches, each until it is acknowledged. The first one goes alone, since what it declares holds for all. */
export const sharedOut = async (
  logs: readonly EventLog[], batches: readonly (readonly Work[])[], produced: Produced, pace: Pace,
): Promise<void> => {
  const { perSecond = Infinity, lanes = 1, goesOn = () => true, onSending, onAcknowledged } = pace;
  const began = performance.now();
  let next = 0;
  let records = 0;
  const send = async (log: EventLog): Promise<boolean> => {
    const batch = goesOn() ? batches[next] : undefined;
    if (batch === undefined) return false;
    next += 1;
    const due = began + records / perSecond * 1_000;
    records += batch.length;
    if (due > performance.now()) await pause(due - performance.now());
    onSending?.(batch);
    await produceToLog(log, batch, produced);
    onAcknowledged?.(batch);
    return true;
  };
  const [first] = logs;
  if (first === undefined || !await send(first)) return;
  await Promise.all(Array.from({ length: lanes }, () => logs).flat().map(async (log) => {
    while (await send(log));
  }));
};
