import type { AddCommand } from '../command.ts';
import { followJob } from '../jobs/follow.ts';
import { ordered, order } from '../models/order.ts';
import { count } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { feeding } from '../platform/feeding.ts';

interface PredictOptions {
  readonly use?: string;
}

/** `streamforge predict lag`: publishes what a model expects of each asset's next bar. */
export const addPredict: AddCommand = (program, act) => {
  program.command('predict')
    .description('publish what a model expects of the next bar of each of its assets')
    .argument('<model>')
    .option('--use <version>', 'version (default: the champion, or the newest where there is none)')
    .action(act(async (context, { use }: PredictOptions, model: string) => {
      const { clock, ids } = context.shell;
      const wanted = ordered({ job: ids(), command: 'predict', model, ...use !== undefined && { version: Number(use) }, time: clock.now() });
      return await feeding(context, async ({ platform }) => {
        await order(platform, wanted);
        const ended = await followJob(context, platform, { service: 'gnn-trainer', id: wanted.job, name: `predict ${model}`, topic: 'gnn.commands.v1' });
        if (ended === undefined) return 'interrupted';
        const { recordsWritten = 0, note = '' } = ended.progress ?? {};
        context.output.data({ job: wanted.job, model, predictions: recordsWritten, note }, () => [
          note === '' ? `${count(recordsWritten)} predictions` : printable(note),
          'streamforge query predictions --symbol … --interval … shows them, and what came',
        ].join('\n'));
        return 'done';
      }, { creates: false });
    }));
};
