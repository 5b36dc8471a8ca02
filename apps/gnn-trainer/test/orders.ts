/** Commands as a producer writes them. */
import type { GnnCommand } from '@streamforge/contracts/events/gnn';
import type { InputOf } from '@streamforge/contracts/topics';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import { START } from './market.ts';

export type Command = InputOf<'gnn.commands.v1'>;

/** Quick to train, and enough for the small market, which gives away more than a real one. */
export const quick = { history: 3, hidden: 8, epochs: 14, edgesPerAsset: 2, seed: 5, leakLimit: 1 } as const;

export const training = (job: string, more: Partial<Command> = {}): Command => ({
  job, command: 'train', model: 'small', universe: { exchange: 'sim', interval: '1m' }, training: quick, time: START, ...more,
});

export const command = (job: string, name: GnnCommand['command'], more: Partial<Command> = {}): Command => ({ job, command: name, model: 'small', time: START, ...more });

/** The record of a command, or of anything that poses as one. */
export const recordOf = (value: Command): OutgoingRecord => ({ key: value.model, value: Buffer.from(JSON.stringify(value)), headers: [] });
