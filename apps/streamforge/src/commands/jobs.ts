import { Option } from 'commander';
import type { AddCommand } from '../command.ts';
import { followJob } from '../jobs/follow.ts';
import { cancelJob, type JobFacts } from '../jobs/job.ts';
import type { Colours } from '../output/colour.ts';
import { instant } from '../output/figures.ts';
import { factLines, isFact } from '../output/facts-table.ts';
import { table } from '../output/table.ts';
import { whole } from '../platform/pages.ts';
import { get, pathOf } from '../platform/platform.ts';

interface ListOptions {
  readonly service?: string;
  readonly state?: string;
  readonly limit: string;
}

const states = ['queued', 'running', 'cancelling', 'finished', 'failed', 'cancelled'];

/** `streamforge jobs ls|show|follow|cancel`: long work that commands asked for. */
export const addJobs: AddCommand = (program, act) => {
  const jobs = program.command('jobs').description('list, show, follow and cancel long work of the services');

  jobs.command('ls').description('list jobs, newest first')
    .option('--service <name>', 'only those of one service')
    .addOption(new Option('--state <state>', 'only those in this state').choices(states))
    .option('--limit <number>', 'most jobs', '50')
    .action(act(async ({ output, withPlatform }, { service, state, limit }: ListOptions) => {
      const found = await withPlatform((platform) => whole(platform, ['v1', 'jobs'], 'jobs', { service, state, limit }));
      output.data(found as unknown as readonly JobFacts[], jobsTable);
      return undefined;
    }));

  jobs.command('show').description('show one job').argument('<service>').argument('<id>')
    .action(act(async ({ output, withPlatform }, _options, service: string, id: string) => {
      const job = await withPlatform((platform) => get(platform, pathOf(['v1', 'jobs', service, id]))) as JobFacts;
      output.data(job, (facts, colours) => factLines({ ...facts }, colours));
      return undefined;
    }));

  jobs.command('follow').description('follow one job until it has ended; Ctrl-C cancels it').argument('<service>').argument('<id>')
    .action(act(async (context, _options, service: string, id: string) => {
      const job = await context.withPlatform(async (platform) => {
        await get(platform, pathOf(['v1', 'jobs', service, id]));
        return await followJob(context, platform, { service, id, name: `${service} ${id}`, topic: 'queue-control' });
      });
      if (job === undefined) return 'interrupted';
      context.output.data(job, (facts, colours) => factLines({ ...facts }, colours));
      return undefined;
    }));

  jobs.command('cancel').description('cancel a job: a queued one ends at once, a running one soon').argument('<service>').argument('<id>')
    .action(act(async ({ output, withPlatform, shell }, _options, service: string, id: string) => {
      const { state, finishedAt } = await withPlatform(async (platform) => {
        const job = await get(platform, pathOf(['v1', 'jobs', service, id])) as JobFacts;
        if (job.finishedAt === null) await cancelJob(platform, service, id, shell);
        return job;
      });
      if (finishedAt === null) output.data({ service, id, asked: 'cancel' }, () => `${service} was asked to cancel ${id}`);
      else output.data({ service, id, asked: null, state }, () => `${id} has ended already, ${state} at ${instant(finishedAt)}: there is nothing to cancel`);
      return undefined;
    }));
};

const share = ({ progress }: JobFacts): string => progress === null ? '' : `${Math.floor(progress.fraction * 100)} %`;

/** The model that an order is about; other services' orders name none. */
const modelOf = ({ parameters }: JobFacts): string => isFact(parameters) && typeof parameters['model'] === 'string' ? parameters['model'] : '';

const jobsTable = (jobs: readonly JobFacts[], colours: Colours): string => jobs.length === 0 ? colours.faint('none') : table(jobs, [
  { title: 'service', cell: ({ service }) => service },
  { title: 'id', cell: ({ id }) => id },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'model', cell: modelOf },
  { title: 'state', cell: ({ state }) => state },
  { title: 'done', cell: share, align: 'right' },
  { title: 'asked', cell: ({ createdAt }) => instant(createdAt) },
  { title: 'ended', cell: ({ finishedAt }) => finishedAt === null ? '' : instant(finishedAt) },
  { title: 'says', cell: ({ code, message, progress }) => code === null ? progress?.note ?? '' : `${code}: ${message ?? ''}` },
], colours);
