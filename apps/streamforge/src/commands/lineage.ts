import { Argument } from 'commander';
import { collectionNames } from '@streamforge/contracts/collections';
import type { AddCommand } from '../command.ts';
import { UsageError } from '../complaint.ts';
import type { Colours } from '../output/colour.ts';
import { instant } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { get, pathOf } from '../platform/platform.ts';
import { addLineageWalks } from './lineage-walks.ts';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

interface Lineage {
  readonly fact: {
    readonly collection: string;
    readonly series: string;
    readonly order: number;
    readonly id: string;
    readonly deleted: boolean;
    readonly version: { readonly revision: number; readonly sha256: string };
  };
  readonly source: Place;
  readonly readable: boolean;
  readonly record: {
    readonly timestamp: number;
    readonly key: string | null;
    readonly value: { readonly text?: string } | null;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
  } | null;
  readonly trades?: readonly (Place & { readonly id: string })[];
}

/** `streamforge lineage candles local:BTCUSDT:1m:published 2024-01-01T00:00:00Z`: the record a stored fact came from. */
export const addLineage: AddCommand = (program, act) => {
  const lineage = program.command('lineage')
    .description('show the topic, partition, offset and record that a stored fact came from')
    .addArgument(new Argument('<collection>').choices(collectionNames))
    .argument('<series>', 'such as local:BTCUSDT:1m:published; query series lists them')
    .argument('<which>', 'open time of a candle (epoch milliseconds or RFC 3339), or id of anything else')
    .action(act(async ({ output, withPlatform }, _options, collection: string, series: string, which: string) => {
      const entry = collection === 'candles' ? { order: openTime(which) } : { id: which };
      const answer = await withPlatform((platform) => get(platform, pathOf(['v1', 'lineage'], { collection, series, ...entry })));
      output.data(answer as Lineage, shown);
      return undefined;
    }));
  addLineageWalks(lineage, act);
};

const openTime = (text: string): number => {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isSafeInteger(time)) throw new UsageError(`"${text}" is neither epoch milliseconds nor an RFC 3339 time`);
  return time;
};

const place = ({ topic, partition, offset }: Place): string => `${topic}[${partition}]@${offset}`;

const shown = ({ fact, source, readable, record, trades = [] }: Lineage, colours: Colours): string => [
  ['fact', `${fact.collection} ${fact.series} ${fact.collection === 'candles' ? instant(fact.order) : fact.id}`],
  ...fact.deleted ? [['deleted', 'yes']] : [],
  ['version', `revision ${fact.version.revision}, sha256 ${fact.version.sha256}`],
  ['came from', `${place(source)}${readable ? '' : ', which the log no longer holds'}`],
  ...record === null ? [] : [
    ['appended', instant(record.timestamp)],
    ['key', record.key ?? ''],
    ...record.headers.map(({ name, value }) => [name, value]),
    ['value', record.value?.text ?? ''],
  ],
  ...trades.map((trade) => ['trade', `${trade.id}  ${place(trade)}`]),
].map(([name = '', text = '']) => `${colours.strong(name.padEnd(14))}  ${printable(text)}`).join('\n');
