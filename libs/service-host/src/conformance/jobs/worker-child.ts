/**
 * A worker in a process of its own, which a test kills or pauses. Words: where the store is, name of the worker, lease in milliseconds. Its
 * job writes twenty effects, each in one fenced transaction, keeps a checkpoint after each, and says so.
 */
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { openPostgresRelational } from '@streamforge/relational/postgres';
import { pino } from 'pino';
import { claimsOf } from '../../jobs/claims.ts';
import { openJobs } from '../../jobs/jobs.ts';
import { startRunner } from '../../jobs/runner.ts';
import { effectful, migrateEffects, SERVICE_NAME } from './effects.ts';

const [where = '', owner = '', leaseMs = ''] = process.argv.slice(2);

const open = async (): Promise<Relational> => {
  const place = JSON.parse(where) as { readonly directory: string } | { readonly url: string };
  return 'url' in place ? openPostgresRelational({ endpoint: place }) : openEmbeddedRelational(place);
};

const relational = await open();
await migrateEffects(relational);
const jobs = await openJobs(SERVICE_NAME, relational);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const runner = startRunner({
  claims: claimsOf(SERVICE_NAME, relational),
  handlers: { train: effectful(say, 50) },
  owner, leaseMs: Number(leaseMs), renewMs: 100, pollMs: 25, attempts: 3, concurrency: 1,
  bell: jobs.bell,
  clock: systemClock,
  logger: pino({ level: 'silent' }),
  wait: () => 20,
  onEvent: ({ event, message }) => say(`event ${event} ${message}`),
  onEnded: () => undefined,
});
process.once('SIGTERM', () => void runner.stop(false).then(() => relational.close()).then(() => say('stopped')));
say('working');
