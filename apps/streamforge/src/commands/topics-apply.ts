import { TerminalError } from '@streamforge/contracts/errors';
import { topicChanges, type TopicChange } from '@streamforge/event-log/topic-changes';
import { topicSpecs } from '@streamforge/wiring/topic-specs';
import type { Command } from 'commander';
import type { Act } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { count, duration } from '../output/figures.ts';
import { withLog } from '../platform/log.ts';

interface ApplyOptions {
  readonly dryRun?: boolean;
}

/** `streamforge topics apply`: brings the log's topics to what the contract says. */
export const addTopicsApply = (topics: Command, act: Act): void => {
  topics.command('apply')
    .description('create and alter the topics of the log that EVENT_LOG_URL names so that they are as the contract says')
    .option('--dry-run', 'only say what would change')
    .action(act(async (context, { dryRun = false }: ApplyOptions) => {
      const wanted = topicSpecs();
      const changes = await withLog(context, async (events) => {
        const planned = topicChanges(await events.topics(), wanted);
        refuseShrinking(planned, dryRun);
        if (!dryRun && planned.length > 0) await events.apply(wanted);
        return planned;
      });
      context.output.data({ dryRun, changes }, (_, colours) => [
        ...changes.map((change) => spelled(change, colours)),
        `${changes.length === 0 ? 'Nothing to change' : `${count(changes.length)} changes${dryRun ? ', none made' : ' made'}`}; the contract has ${count(wanted.length)} topics.`,
      ].join('\n'));
      return changes.some(({ kind }) => kind === 'refused') ? 'failed' : 'done';
    }));
};

/** Nothing is changed when anything is refused: half a contract on the log would be worse than none. */
const refuseShrinking = (changes: readonly TopicChange[], dryRun: boolean): void => {
  const named = changes.flatMap((change) =>
    change.kind === 'refused' ? [`${change.topic} has ${change.from} partitions, the contract says ${change.to}`] : []);
  if (dryRun || named.length === 0) return;
  throw new TerminalError('REQUEST_INVALID', `Partitions can't be taken away: ${named.join('; ')}.`);
};

const kept = (ms: number | null): string => ms === null ? 'for ever' : duration(ms);

const spelled = (change: TopicChange, colours: Colours): string => {
  switch (change.kind) {
    case 'create': return `${colours.good('create ')}  ${change.topic}  ${change.to.partitions} partitions, kept ${kept(change.to.retentionMs)}`;
    case 'partitions': return `${colours.warn('alter  ')}  ${change.topic}  partitions ${change.from} → ${change.to}`;
    case 'retention': return `${colours.warn('alter  ')}  ${change.topic}  kept ${kept(change.from)} → ${kept(change.to)}`;
    case 'refused': return `${colours.bad('refused')}  ${change.topic}  partitions ${change.from} → ${change.to}: a partition taken away would take its records along`;
  }
};
