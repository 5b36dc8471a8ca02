import type { AddCommand } from '../command.ts';
import { count, duration } from '../output/figures.ts';
import { whole } from '../platform/pages.ts';
import { addTopicsApply } from './topics-apply.ts';

interface TopicFacts {
  readonly name: string;
  readonly says: string;
  readonly partitions: number;
  readonly records: number;
  readonly deadLetters: number;
  readonly retentionMs: number | null;
}

/** `streamforge topics`: what flows where. */
export const addTopics: AddCommand = (program, act) => {
  const topics = program.command('topics')
    .description('list the topics of the contract with their partitions and records')
    .action(act(async ({ output, withPlatform }) => {
      const facts = await withPlatform((platform) => whole(platform, ['v1', 'topics'], 'topics'));
      output.rows(facts as unknown as readonly TopicFacts[], [
        { title: 'topic', cell: ({ name }) => name },
        { title: 'partitions', cell: ({ partitions }) => count(partitions), align: 'right' },
        { title: 'records', cell: ({ records }) => count(records), align: 'right' },
        { title: 'dead letters', cell: ({ deadLetters }) => count(deadLetters), align: 'right' },
        { title: 'kept', cell: ({ retentionMs }) => retentionMs === null ? 'for ever' : duration(retentionMs) },
        { title: 'says', cell: ({ says }) => says },
      ]);
      return undefined;
    }));
  addTopicsApply(topics, act);
};
