import type { Command } from 'commander';
import type { AddCommand, CommandContext } from '../command.ts';
import { followJob } from '../jobs/follow.ts';
import { fullStudy, ordered, order, trainingOf, type TrainFlags } from '../models/order.ts';
import { reportLines, reportOf } from '../models/report.ts';
import { feeding } from '../platform/feeding.ts';
import type { Platform } from '../platform/platform.ts';
import type { Outcome } from '../exit-codes.ts';

interface TrainOptions extends TrainFlags {
  readonly detach?: boolean;
}

const help = `
The training is a job of gnn-trainer: it goes on when this command ends, is taken over when its worker dies, and Ctrl-C here
cancels it. --detach only orders it; \`streamforge jobs follow gnn-trainer ID\` joins it. A model that is no better than its
baselines is kept and said to be so; that is no failure (exit code 0).`;

/** `streamforge train lag --exchange sim --interval 1m`: orders a training, follows it, and shows the model beside its baselines. */
export const addTrain: AddCommand = (program, act) => {
  withTraining(program.command('train')
    .description('train a graph model on stored bars and compare it with its baselines')
    .argument('<model>', 'name of the model: lower-case letters, digits and -; each training makes a version'))
    .option('--detach', 'end once the command is durable, and print the job’s id')
    .addHelpText('after', help)
    .action(act(async (context, { detach = false, ...flags }: TrainOptions, model: string) => {
      const { clock, ids } = context.shell;
      const training = ordered({ job: ids(), command: 'train', model, ...trainingOf(flags), time: clock.now() });
      return await feeding(context, async ({ platform }) => {
        await order(platform, training);
        return detach ? detached(context, training.job, model) : await followed(context, platform, training.job, model);
      }, { creates: false });
    }));
};

const withTraining = (command: Command): Command => command
  .requiredOption('--interval <length>', 'of the bars, such as 1m, 1h or 1d')
  .option('--exchange <name>', 'venue', 'local')
  .option('--symbols <list>', 'comma-separated (default: every asset of the venue that has such bars)')
  .option('--from <time>', 'first open time (default: of the first stored bar)')
  .option('--to <time>', 'last open time (default: of the newest stored bar)')
  .option('--full', `judge it thoroughly: ${fullStudy.folds} folds, ${fullStudy.seeds} seeds (default: one of each, which says little)`)
  .option('--folds <number>', 'walk-forward folds, each trained on what lies before its test window')
  .option('--seeds <number>', 'trained in each fold')
  .option('--seed <number>', 'the first of them; the same seed and bars give the same model')
  .option('--layer <kind>', 'gcn, sage, gat or gatv2')
  .option('--convolutions <number>', 'graph layers, one after the other')
  .option('--hidden <number>', 'width of a hidden layer')
  .option('--heads <number>', 'of attention; they divide the width')
  .option('--residual', 'add each layer’s input to its output')
  .option('--layer-norm', 'normalise each layer’s output (default: of graph attention only)')
  .option('--no-layer-norm', 'do not')
  .option('--temporal <kind>', 'what reads the past of each asset first: none, gru or convolution')
  .option('--history <number>', 'past bars of each asset that it sees')
  .option('--features <list>', 'what it sees of a bar: return, then such as return-5,volatility-20,volume-20,rank-return-5')
  .option('--relations <list>', 'kinds of edges: lead-lag, correlation, sector, base, quote, declared')
  .option('--edges <number>', 'most edges of each kind into an asset')
  .option('--loss <kind>', 'direction or ranking')
  .option('--epochs <number>', 'most epochs')
  .option('--learning-rate <number>', 'step of the optimiser')
  .option('--weight-decay <number>', 'share of the weights that a step takes off')
  .option('--dropout <share>', '0 to 0.95')
  .option('--attention-dropout <share>', '0 to 0.95')
  .option('--embargo <bars>', 'left out between two windows, beside those that a history spans')
  .option('--measure <name>', 'what decides: accuracy, ic or rankIc')
  .option('--leak-limit <share>', 'accuracy above which a leak is suspected, unless all assets are declared simulated; 1: never')
  .option('--cost-bps <number>', 'cost of a trade in the backtest')
  .option('--top-k <number>', 'assets that the backtest holds');

const detached = ({ output }: CommandContext, job: string, model: string): Outcome => {
  output.data({ job, model }, () => job);
  return 'done';
};

const followed = async (context: CommandContext, platform: Platform, job: string, model: string): Promise<Outcome> => {
  const ended = await followJob(context, platform, { service: 'gnn-trainer', id: job, name: `train ${model}`, topic: 'gnn.commands.v1' });
  if (ended === undefined) return 'interrupted';
  const report = await reportOf(platform, model, job);
  if (report === undefined) return 'failed';
  context.output.data({ job, ...report }, reportLines);
  return 'done';
};
