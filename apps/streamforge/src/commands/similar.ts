import type { AddCommand } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { instant, percent } from '../output/figures.ts';
import { table } from '../output/table.ts';
import { get, pathOf } from '../platform/platform.ts';

interface SimilarOptions {
  readonly exchange?: string;
  readonly interval: string;
  readonly at?: string;
  readonly limit: string;
  readonly sameSeries?: boolean;
}

interface MomentFacts {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: string;
  readonly from: number;
  readonly to: number;
  readonly forwardReturn: number | null;
}

interface Similar {
  readonly moment: MomentFacts;
  readonly found: readonly (MomentFacts & { readonly score: number })[];
}

/** `streamforge similar BTCUSDT --interval 1h`: moments like this one, and what followed each. */
export const addSimilar: AddCommand = (program, act) => {
  program.command('similar')
    .description('find moments like this one: windows of bars of the same shape, and what followed each')
    .argument('<symbol>', 'symbol as the venue spells it')
    .requiredOption('--interval <length>', 'such as 1m, 1h or 1d')
    .option('--exchange <name>', 'venue (default: local)')
    .option('--at <time>', 'open time of the window’s last bar (default: the newest full window)')
    .option('--same-series', 'only moments of the same symbol')
    .option('--limit <number>', 'most moments', '10')
    .action(act(async ({ output, withPlatform }, options: SimilarOptions, symbol: string) => {
      const answer = await withPlatform((platform) => get(platform, pathOf(['v1', 'moments', 'similar'], { symbol, ...queryOf(options) })));
      output.data(answer as Similar, shown);
      return undefined;
    }));
};

const queryOf = ({ exchange, interval, at, limit, sameSeries }: SimilarOptions) => ({ exchange, interval, at, limit, sameSeries });

const followed = ({ forwardReturn }: MomentFacts): string => forwardReturn === null ? 'not known yet' : percent(forwardReturn, { digits: 2, signed: true });

const shown = ({ moment, found }: Similar, colours: Colours): string => {
  const head = `${moment.exchange}:${moment.symbol} ${moment.interval}, ${instant(moment.from)} to ${instant(moment.to)}`;
  if (found.length === 0) return `${head}\n${colours.faint('no other moment is kept yet')}`;
  return `${colours.strong('like')}  ${head}\n${table(found, [
    { title: 'symbol', cell: ({ exchange, symbol }) => `${exchange}:${symbol}` },
    { title: 'from', cell: ({ from }) => instant(from) },
    { title: 'to', cell: ({ to }) => instant(to) },
    { title: 'likeness', cell: ({ score }) => score.toFixed(3), align: 'right' },
    { title: 'what followed', cell: followed, align: 'right' },
  ], colours)}`;
};
