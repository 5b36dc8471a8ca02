import { StreamForgeError } from '@streamforge/contracts/errors';
import { Id } from '@streamforge/contracts/events/fields';
import { serviceNames, serviceOf, type ServiceName } from '@streamforge/contracts/services';
import type { Relational } from '@streamforge/relational/port';
import { ended, unfinished, type Job } from '@streamforge/service-host/jobs/job';
import { openJobs, type Jobs } from '@streamforge/service-host/jobs/jobs';
import { z } from 'zod';
import { limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { openedWhenAsked } from './opened-when-asked.ts';

/** Services that may have jobs: those that have the store in which jobs are kept. The gateway has it to read. */
const withJobs: readonly ServiceName[] = serviceNames.filter((name) => name !== 'gateway' && serviceOf(name).ports.includes('relational'));

const JobAnswer = z.object({
  service: z.string(),
  id: z.string(),
  kind: z.string(),
  parameters: z.unknown(),
  state: z.enum([...unfinished, ...ended]),
  attempt: z.int(),
  owner: z.string().nullable().describe('The instance that works on it, or did last.'),
  progress: z.object({
    fraction: z.number(), note: z.string(), recordsWritten: z.int(),
    figures: z.record(z.string(), z.number()).optional().describe('What else is known of the way, such as epoch, loss or etaSeconds.'),
  }).nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  createdAt: z.int(),
  startedAt: z.int().nullable(),
  finishedAt: z.int().nullable(),
});

const shown = (service: ServiceName, { fence: _fence, ...job }: Job): z.input<typeof JobAnswer> => ({ service, ...job });

/** Newest first, whoever has them. */
const byAge = (a: { readonly createdAt: number; readonly id: string }, b: typeof a): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

const Service = z.enum(withJobs);

/** Jobs of the services: long work that commands asked for. */
export const jobRoutes = (relational: Relational): readonly AnyRoute[] => {
  const opened = new Map(withJobs.map((name): [ServiceName, () => Promise<Jobs>] => [name, openedWhenAsked(() => openJobs(name, relational))]));
  const jobsOf = async (service: ServiceName): Promise<Jobs> => {
    const open = opened.get(service);
    if (open === undefined) throw new StreamForgeError('INTERNAL', `${service} has no jobs.`);
    return await open();
  };
  return [
    route({
      method: 'GET',
      url: '/v1/jobs',
      tag: 'jobs',
      says: 'Jobs of one service or of all, newest first.',
      query: z.strictObject({ service: Service.optional(), state: z.enum([...unfinished, ...ended]).optional(), limit: limit(50, 1_000) }),
      answer: z.object({ jobs: z.array(JobAnswer) }),
      handle: async ({ query: { service, state, limit: most } }) => {
        const wanted = { limit: most, ...state !== undefined && { state } };
        const found = await Promise.all((service === undefined ? withJobs : [service]).map(async (name) =>
          (await (await jobsOf(name)).list(wanted)).map((job) => shown(name, job))));
        return { jobs: found.flat().toSorted(byAge).slice(0, most) };
      },
    }),
    route({
      method: 'GET',
      url: '/v1/jobs/{service}/{id}',
      tag: 'jobs',
      says: 'One job: how it stands, how far it is, why it failed.',
      path: z.strictObject({ service: Service, id: Id }),
      answer: JobAnswer,
      errors: ['JOB_UNKNOWN'],
      handle: async ({ path: { service, id } }) => {
        const job = await (await jobsOf(service)).get(id);
        if (job === undefined) throw new StreamForgeError('JOB_UNKNOWN', `${service} has no job ${id}.`);
        return shown(service, job);
      },
    }),
  ];
};
