import { z } from 'zod';
import { Id, Time } from './fields.ts';

const Share = z.number().min(0).max(1).describe('Share that is done.');

const ServiceName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);

/** A command to every instance of a service, by job id: `start` accepts a job, `stop` cancels it, `ping` asks how it stands. */
export const QueueControl = z.strictObject({
  job: Id,
  command: z.enum(['start', 'stop', 'ping']),
  service: ServiceName,
  /** Required to start: which kind of job, and what it is to do. */
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/).optional(),
  /** Optional: what a kind needs is checked when it is accepted. */
  parameters: z.record(z.string().max(100), z.json()).optional(),
  time: Time,
});
export type QueueControl = z.output<typeof QueueControl>;

/** What a service says about its work. */
export const QueueEvent = z.strictObject({
  job: Id,
  service: ServiceName,
  instance: z.string().max(100),
  event: z.enum(['started', 'loading', 'interrupted', 'finished', 'error']),
  recordsWritten: z.int().min(0).default(0),
  message: z.string().max(4_000).default(''),
  /** Optional: how far the work is, where that is known. */
  progress: Share.optional(),
  /** Optional: what belongs to the progress, such as epoch, loss or etaSeconds. */
  figures: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/), z.number()).optional(),
  time: Time,
});
export type QueueEvent = z.output<typeof QueueEvent>;
