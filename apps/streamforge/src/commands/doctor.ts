import type { Finding } from '@streamforge/contracts/finding';
import type { AddCommand, CommandContext } from '../command.ts';
import { dataDirectory, diskSpace, nodeVersion } from '../doctor/machine.ts';
import { platformState } from '../doctor/platform-state.ts';
import { configuration, portFree } from '../doctor/settings.ts';
import type { Colours } from '../output/colour.ts';
import { printable } from '../output/table.ts';
import { runningOn } from '../platform/open.ts';

/** `streamforge doctor`: what is wrong and what to do about it. */
export const addDoctor: AddCommand = (program, act) => {
  program.command('doctor')
    .description('check Node, configuration, port, data directory, disk, log and stores; say what is wrong and what to do')
    .action(act(async (context) => {
      const findings = await examine(context);
      context.output.data(findings, (all, colours) => all.map((finding) => line(finding, colours)).join('\n'));
      return findings.some(({ state }) => state === 'wrong') ? 'unhealthy' : 'done';
    }));
};

const examine = async ({ directory, shell }: CommandContext): Promise<readonly Finding[]> => {
  const { findings, settings } = configuration(shell.terminal.env);
  const run = await runningOn(directory);
  const usable = await dataDirectory(directory);
  return [
    nodeVersion(process.versions.node),
    ...findings,
    ...run === undefined && settings !== undefined ? [await portFree(settings)] : [],
    usable,
    await diskSpace(directory),
    ...usable.state === 'wrong' || settings === undefined ? [] : await platformState(directory, shell, run),
  ];
};

const line = ({ about, state, says, fix }: Finding, colours: Colours): string => {
  const mark = { ok: colours.good('ok     '), warning: colours.warn('warning'), wrong: colours.bad('wrong  ') }[state];
  return `${mark}  ${about.padEnd(16)}${printable(says)}${fix === undefined ? '' : `\n${' '.repeat(25)}${colours.strong('Fix:')} ${fix}`}`;
};
