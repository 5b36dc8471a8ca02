import { Option, type Command } from 'commander';
import { deadLetterTopic, isTopic, topicNames } from '@streamforge/contracts/topics';
import type { AddCommand } from '../command.ts';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { UsageError } from '../complaint.ts';
import { letterLines, lettersTable, type Letter, type WholeLetter } from '../dlq/letter.ts';
import { count } from '../output/figures.ts';
import { feeding } from '../platform/feeding.ts';
import { listed } from '../platform/pages.ts';
import { get, pathOf, post, type Platform } from '../platform/platform.ts';

interface Filter {
  readonly code?: string;
  readonly contains?: string;
  readonly from?: string;
  readonly to?: string;
}

interface ListOptions extends Filter {
  readonly limit: string;
  readonly order?: string;
  readonly redriven?: boolean;
}

interface RedriveOptions extends Filter {
  readonly all?: boolean;
}

interface Redriven {
  readonly redriven: number;
  readonly alreadyRedriven: number;
  readonly notRedrivable: number;
}

/** `streamforge dlq ls|show|redrive`: what was refused, why, and handing it back. */
export const addDeadLetters: AddCommand = (program, act) => {
  const dlq = program.command('dlq').description('list, show and redrive dead letters');

  withFilter(dlq.command('ls').description('list dead letters, newest first').argument('[topic]', 'topic whose consumers refused them'))
    .addOption(new Option('--order <order>', 'newest or oldest first').choices(['newest', 'oldest']))
    .option('--redriven', 'also those that were redriven')
    .option('--limit <number>', 'most letters', '50')
    .action(act(async ({ output, withPlatform }, { limit, order, redriven, ...options }: ListOptions, topic?: string) => {
      const query = { ...filterOf(options), topic: known(topic), order, redriven };
      const letters = await withPlatform((platform) => listed(platform, ['v1', 'dead-letters'], 'letters', query, Number(limit)));
      output.data(letters as unknown as readonly Letter[], lettersTable);
      return undefined;
    }));

  dlq.command('show')
    .description('show one dead letter with its bytes: the one at a place, or the newest of a topic')
    .argument('<topic>', 'topic whose consumers refused it')
    .argument('[place]', 'partition@offset in the dead-letter topic, as ls lists it')
    .action(act(async ({ output, withPlatform }, _options, topic: string, place?: string) => {
      output.data(await withPlatform((platform) => letterOf(platform, known(topic) ?? topic, place)), letterLines);
      return undefined;
    }));

  withFilter(dlq.command('redrive')
    .description('hand dead letters back to the service that refused them; the same letter twice changes nothing, '
      + 'and a record whose cause remains comes back as a new letter')
    .argument('[topic]', 'topic whose consumers refused them')
    .argument('[place]', 'partition@offset of one letter'))
    .option('--all', 'every dead letter of every topic')
    .action(act(async (context, { all, ...options }: RedriveOptions, topic?: string, place?: string) => {
      const selection = selectionOf(known(topic), place, filterOf(options), all === true);
      const outcome = await feeding(
        context, ({ platform }) => post(platform, '/v1/dead-letters/redrive', selection), { creates: false },
      ) as Redriven;
      context.output.data(outcome, ({ redriven, alreadyRedriven, notRedrivable }) => [
        `${count(redriven)} redriven`,
        ...alreadyRedriven > 0 ? [`${count(alreadyRedriven)} had been redriven before`] : [],
        ...notRedrivable > 0 ? [`${count(notRedrivable)} can’t be: lines of files; correct the file and replay it`] : [],
      ].join('\n'));
      return undefined;
    }));
};

const withFilter = (command: Command): Command => command
  .option('--code <code>', 'only those with this error code')
  .option('--contains <text>', 'only those with this text in value, key or message')
  .option('--from <time>', 'refused at or after; epoch milliseconds or RFC 3339')
  .option('--to <time>', 'refused before; epoch milliseconds or RFC 3339');

const filterOf = ({ code, contains, from, to }: Filter): Filter => ({
  ...code !== undefined && { code },
  ...contains !== undefined && { contains },
  ...from !== undefined && { from },
  ...to !== undefined && { to },
});

/** A topic by its own name or by that of its dead letters. */
const known = (name: string | undefined): string | undefined => {
  const topic = name?.replace(/\.dlq$/, '');
  if (topic === undefined || isTopic(topic)) return topic;
  throw new StreamForgeError('TOPIC_UNKNOWN', `It was "${topic}"; there are ${topicNames.join(', ')}.`);
};

const placeOf = (text: string): { readonly partition: number; readonly offset: number } => {
  const match = /^\[?(\d{1,9})\]?@(\d{1,15})$/.exec(text);
  if (match === null) throw new UsageError(`"${text}" is no place: write partition@offset, such as 3@17`);
  return { partition: Number(match[1]), offset: Number(match[2]) };
};

const letterOf = async (platform: Platform, topic: string, place: string | undefined): Promise<WholeLetter> => {
  const { partition, offset } = place === undefined ? await newest(platform, topic) : placeOf(place);
  const name = isTopic(topic) ? deadLetterTopic(topic) : topic;
  return await get(platform, pathOf(['v1', 'dead-letters', name, String(partition), String(offset)])) as WholeLetter;
};

const newest = async (platform: Platform, topic: string): Promise<Letter> => {
  const [letter] = await listed(platform, ['v1', 'dead-letters'], 'letters', { topic }, 1);
  if (letter === undefined) throw new StreamForgeError('NOT_FOUND', `${topic} has no dead letters.`);
  return letter as unknown as Letter;
};

const selectionOf = (topic: string | undefined, place: string | undefined, filter: Filter, all: boolean): unknown => {
  if (topic !== undefined && place !== undefined) return { topic, ...placeOf(place) };
  if (topic !== undefined || Object.keys(filter).length > 0) return { topic, ...filter };
  if (all) return { all: true };
  throw new UsageError('name a topic, a filter, or --all');
};
