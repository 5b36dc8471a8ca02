import { collectionNames } from '@streamforge/contracts/collections';
import { TerminalError } from '@streamforge/contracts/errors';
import { serviceOf } from '@streamforge/contracts/services';
import type { Coordinates, EventLog } from '@streamforge/event-log/port';
import { lostBetween } from '@streamforge/service-host/lag';
import type { Ports } from '@streamforge/service-host/service';
import { Argument } from 'commander';
import type { AddCommand, CommandContext, Shell } from '../command.ts';
import { UsageError } from '../complaint.ts';
import { count, duration } from '../output/figures.ts';
import { mustHoldPlatform } from '../platform/data-directory.ts';
import { runningOn } from '../platform/open.ts';
import { asPlatform, caughtUp, hostIn } from '../platform/opened.ts';
import { allServices, readSide } from '../platform/services.ts';
import { stateHash } from './hash.ts';

interface RebuildOptions {
  readonly force?: boolean;
}

interface Rebuilt {
  readonly store: string;
  readonly records: number;
  readonly before: string;
  readonly after: string;
  readonly same: boolean;
  readonly milliseconds: number;
}

const GROUP = serviceOf('ingest').consumes['market.candles.v1']?.group ?? 'ingest';
const TOPICS = Object.keys(serviceOf('ingest').consumes);

/** `streamforge rebuild documents`: empties a store and fills it again from the log. */
export const addRebuild: AddCommand = (program, act) => {
  program.command('rebuild')
    .description('empty a store and fill it again from the log; the platform must be stopped')
    .addArgument(new Argument('<store>', 'which store').choices(['documents']))
    .option('--force', 'also when the log no longer holds everything: what it lost is then gone from the store, too')
    .action(act(async (context, { force }: RebuildOptions, store: string) => {
      const run = await runningOn(context.directory);
      if (run !== undefined) {
        throw new TerminalError('DATA_DIRECTORY_IN_USE', `The platform runs as process ${run.pid}; a store can’t be rebuilt under it.`);
      }
      await mustHoldPlatform(context.directory);
      const rebuilt = await rebuild(context, store, force === true);
      if (context.shell.signal.aborted) return 'interrupted';
      context.output.data(rebuilt, (figures) => [
        `rebuilt   ${figures.store} from ${count(figures.records)} records in ${duration(figures.milliseconds)}`,
        `before    ${figures.before}`,
        `after     ${figures.after}${figures.same ? '  the same' : '  not the same: the store had lost or kept something the log has not'}`,
      ].join('\n'));
      return 'done';
    }));
};

const rebuild = async ({ directory, shell, output }: CommandContext, store: string, force: boolean): Promise<Rebuilt> => {
  const began = shell.clock.monotonic();
  const { before, records } = await emptied(directory, shell, force);
  output.talk(`${store} is empty; reading ${count(records)} records of the log again.`);
  const host = await hostIn(directory, shell, { services: allServices, listen: false, consume: true });
  try {
    await caughtUp(host, shell, output);
    const after = await stateHash(asPlatform(host));
    return { store, records, before, after, same: before === after, milliseconds: Math.round(shell.clock.monotonic() - began) };
  } finally {
    await host.stop();
  }
};

/**
 * Moves the group to the start of the log first and clears afterwards: a crash between the two leaves a store that is read into
 * again, never an empty one whose log was passed by.
 */
const emptied = async (directory: string, shell: Shell, force: boolean): Promise<{ readonly before: string; readonly records: number }> => {
  const host = await hostIn(directory, shell, { services: readSide, listen: false, consume: false });
  try {
    const { events, documents } = host.ports;
    const starts = await startsOf(events);
    const reason = force ? undefined : await reasonAgainst(starts, documents);
    if (reason !== undefined) throw new UsageError(`${reason}, so that the store would hold less; --force rebuilds it nevertheless`);
    const before = await stateHash(asPlatform(host));
    await events.seek(GROUP, starts);
    for (const collection of collectionNames) await documents.clear(collection);
    return { before, records: recordsIn(starts) };
  } finally {
    await host.stop();
  }
};

/** A partition as the group will read it again. */
interface Start extends Coordinates {
  readonly end: number;
  /** Offsets that can't be read any more. */
  readonly lost: number;
}

const startsOf = async (events: EventLog): Promise<readonly Start[]> => {
  const ranges = await events.lostRanges();
  const partitions = (await Promise.all(TOPICS.map((topic) => events.offsets(topic)))).flat();
  return partitions.map(({ topic, partition, start, end }) =>
    ({ topic, partition, offset: start, end, lost: lostBetween(ranges, { topic, partition }, start, end) }));
};

const recordsIn = (starts: readonly Start[]): number => starts.reduce((sum, { offset, end, lost }) => sum + end - offset - lost, 0);

/** Why the log can't give the store everything back, or undefined when it can. */
const reasonAgainst = async (starts: readonly Start[], documents: Ports['documents']): Promise<string | undefined> => {
  if (starts.some(({ offset }) => offset > 0)) return 'retention took the beginning of the log';
  const lost = starts.reduce((sum, start) => sum + start.lost, 0);
  if (lost > 0) return `the log lost ${count(lost)} records that were acknowledged`;
  return recordsIn(starts) === 0 && await holdsAnything(documents) ? 'the log holds no records and the store is not empty' : undefined;
};

const holdsAnything = async (documents: Ports['documents']): Promise<boolean> => {
  for (const collection of collectionNames) {
    for await (const page of documents.everything(collection)) if (page.length > 0) return true;
  }
  return false;
};
