/** What a person says about the files to replay: the same options for `replay` and `up --replay`. */
import type { FileOptions } from '@streamforge/mappers/files/options';
import { timeUnits, type TimeUnit } from '@streamforge/mappers/files/time-cell';
import { InvalidArgumentError, Option, type Command } from 'commander';

export interface FileFlags {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly interval?: string;
  readonly account?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly timeUnit?: TimeUnit;
  readonly restart?: boolean;
}

const mapped = (pair: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const at = pair.lastIndexOf('=');
  if (at < 1 || at === pair.length - 1) throw new InvalidArgumentError('Write it as column=field, for example --map "Close Price=close".');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
};

export const withFileOptions = (command: Command): Command => command
  .option('--exchange <name>', 'venue of the rows (default: local)')
  .option('--symbol <name>', 'symbol of the rows, where neither a column nor the file name tells it')
  .option('--interval <length>', 'interval of the candles, such as 1m, 1h or 1d, where it can’t be detected')
  .option('--account <name>', 'account of fills whose rows name none')
  .option('--map <column=field>', 'use a column for a field; may be repeated', mapped)
  .addOption(new Option('--time-unit <unit>', 'unit of numeric times (default: only milliseconds are accepted)').choices(timeUnits))
  .option('--restart', 'begin again though the file was replayed before');

/** The flags as the mappers know them; what was not said is left out, so that it does not tell two replays apart. */
export const fileOptionsOf = ({ exchange, symbol, interval, account, map, timeUnit }: FileFlags): Omit<FileOptions, 'file'> => ({
  ...exchange !== undefined && { exchange },
  ...symbol !== undefined && { symbol },
  ...interval !== undefined && { interval },
  ...account !== undefined && { account },
  ...map !== undefined && { columns: map },
  ...timeUnit !== undefined && { timeUnit },
});
