import { errors } from '@streamforge/contracts/errors';
import { Argument } from 'commander';
import type { AddCommand } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { count, duration } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { runTask } from '../platform/task.ts';

interface Difference {
  readonly collection: string;
  readonly series: string;
  readonly order: number;
  readonly id: string;
  readonly what: 'missing' | 'older' | 'body' | 'unknown';
}

interface Verified {
  readonly ok: boolean;
  readonly records: number;
  readonly entries: number;
  readonly changed: number;
  readonly differing: number;
  readonly differences: readonly Difference[];
}

const meaning = {
  missing: 'is not stored, and its history gives it',
  older: 'is stored in an older version than its history gives',
  body: 'is stored with another body than its history gives',
  unknown: 'is stored as its history does not give it',
} as const;

const help = `
The archive and the log are read again into a store of their own, in the directory for temporary files, and compared
entry by entry. The platform may run: an entry that changes meanwhile is looked at again with the records that
arrived. Exit code 1: the store differs.`;

/** `streamforge verify documents`: says whether a store holds what its history gives. */
export const addVerify: AddCommand = (program, act) => {
  program.command('verify')
    .description('compare a store with what the archive and the log give, also while the platform runs')
    .addArgument(new Argument('<store>', 'which store').choices(['documents']))
    .addHelpText('after', help)
    .action(act(async (context, _options: object, store: string) => {
      const { output, shell: { clock } } = context;
      const began = clock.monotonic();
      const result = await runTask<Verified>(context, { kind: 'verify', store });
      if (result === undefined) return 'interrupted';
      const milliseconds = Math.round(clock.monotonic() - began);
      output.data({ store, ...result, milliseconds }, (verified, colours) => shown(verified, colours));
      return result.ok ? 'done' : 'failed';
    }));
};

interface Figures extends Verified {
  readonly store: string;
  readonly milliseconds: number;
}

const shown = ({ store, ok, records, entries, changed, differing, differences, milliseconds }: Figures, colours: Colours): string => {
  const read = `${store}: ${count(entries)} entries against ${count(records)} records in ${duration(milliseconds)}`;
  const meanwhile = changed === 0 ? '' : `; ${count(changed)} changed meanwhile and were looked at again`;
  if (ok) return `${colours.good('ok')}  ${read}${meanwhile}`;
  const { says, fix } = errors.STATE_DIFFERS;
  return [
    `${colours.bad('STATE_DIFFERS')}  ${read}: ${count(differing)} differ${meanwhile}`,
    ...differences.map(spelled),
    ...differing > differences.length ? [`  … and ${count(differing - differences.length)} more`] : [],
    `${says} ${colours.strong('Fix:')} ${fix}`,
  ].join('\n');
};

const spelled = ({ collection, series, order, id, what }: Difference): string =>
  `  ${printable(`${collection} ${series}${order === 0 ? '' : ` at ${order}`}${id === '' ? '' : ` id ${id}`}`)} ${meaning[what]}`;
