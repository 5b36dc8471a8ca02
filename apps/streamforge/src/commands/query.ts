import { InvalidArgumentError, type Command } from 'commander';
import type { Act, AddCommand } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { factsTable, type Fact } from '../output/facts-table.ts';
import { gapLines } from '../query/gap-lines.ts';
import { queryKinds, type Flag, type QueryFlags, type QueryKind } from '../query/kinds.ts';

const flags: Readonly<Record<Flag, readonly [option: string, says: string]>> = {
  exchange: ['--exchange <name>', 'venue (default: local, or all where nothing narrower is needed)'],
  symbol: ['--symbol <name>', 'symbol as the venue spells it'],
  interval: ['--interval <length>', 'such as 1m, 1h or 1d'],
  from: ['--from <time>', 'inclusive; epoch milliseconds or an RFC 3339 time'],
  to: ['--to <time>', 'exclusive; epoch milliseconds or an RFC 3339 time'],
  origin: ['--origin <origin>', 'published, or trades for bars that were built from them'],
  indicators: ['--indicators <list>', 'such as ema:20,rsi:14'],
  hops: ['--hops <number>', 'how far to walk, 1 to 4'],
  tenant: ['--tenant <name>', 'owner of the documents (default: public)'],
  collection: ['--collection <name>', 'candles, trades, documents, assets or relations'],
  prefix: ['--prefix <text>', 'beginning of the names'],
};

const positive = (text: string): string => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.');
  return text;
};

/** `streamforge query bars|candles|trades|…`: what is stored. */
export const addQuery: AddCommand = (program, act) => {
  const query = program.command('query').description('ask for what is stored');
  for (const [name, kind] of Object.entries(queryKinds)) addKind(query, act, name, kind);
};

const addKind = (query: Command, act: Act, name: string, kind: QueryKind): void => {
  const command = query.command(name).description(kind.says).option('--limit <number>', 'most entries', positive, '100');
  for (const flag of kind.needs) command.requiredOption(...flags[flag]);
  for (const flag of kind.takes) command.option(...flags[flag]);
  command.action(act(async ({ output, withPlatform }, options: QueryFlags) => {
    const facts = await withPlatform((platform) => kind.ask(platform, options));
    const tabled = (all: readonly Fact[], colours: Colours): string =>
      factsTable(all.map((fact) => without(fact, kind.hides ?? [])), colours);
    output.data(facts, name === 'gaps' ? gapLines : tabled);
    return undefined;
  }));
};

const without = (fact: Fact, hidden: readonly string[]): Fact =>
  Object.fromEntries(Object.entries(fact).filter(([name]) => !hidden.includes(name)));
