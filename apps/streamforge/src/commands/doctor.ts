import type { Finding } from '@streamforge/contracts/finding';
import { anyEmbedded, diagnoseBackends } from '@streamforge/wiring/diagnosis/diagnose';
import type { AddCommand, CommandContext, Shell } from '../command.ts';
import { dataDirectory, diskSpace, nodeVersion } from '../doctor/machine.ts';
import { platformState } from '../doctor/platform-state.ts';
import { configuration, portFree } from '../doctor/settings.ts';
import type { Colours } from '../output/colour.ts';
import { printable } from '../output/table.ts';
import { onServers } from '../platform/backends.ts';
import { runningOn } from '../platform/open.ts';
import type { RunFile } from '../platform/run-file.ts';

/** `streamforge doctor`: what is wrong and what to do about it. */
export const addDoctor: AddCommand = (program, act) => {
  program.command('doctor')
    .description('check Node, configuration, port, data directory, disk, log, stores and every server that a URL names; say what is wrong and what to do')
    .action(act(async (context) => {
      const findings = await examine(context);
      context.output.data(findings, (all, colours) => all.map((finding) => line(finding, colours)).join('\n'));
      return findings.some(({ state }) => state === 'wrong') ? 'unhealthy' : 'done';
    }));
};

const examine = async ({ directory, shell }: CommandContext): Promise<readonly Finding[]> => {
  const { findings, settings } = configuration(shell.terminal.env);
  const run = await runningOn(directory);
  const machine = [nodeVersion(process.versions.node), ...findings, ...run === undefined && settings !== undefined && anyEmbedded(settings) ? [await portFree(settings)] : []];
  if (settings === undefined) return [...machine, await dataDirectory(directory), await diskSpace(directory)];
  const backends = diagnoseBackends(settings, shell.clock);
  return [...machine, ...anyEmbedded(settings) || run !== undefined ? await embedded(directory, shell, run) : [], ...await backends];
};

/** What lies in the data directory. The platform is not opened where servers keep what it would show: they are examined themselves. */
const embedded = async (directory: string, shell: Shell, run: RunFile | undefined): Promise<readonly Finding[]> => {
  const usable = await dataDirectory(directory);
  const opens = usable.state !== 'wrong' && (run !== undefined || !onServers(shell.terminal.env));
  return [usable, await diskSpace(directory), ...opens ? await platformState(directory, shell, run) : []];
};

const line = ({ about, state, says, fix }: Finding, colours: Colours): string => {
  const mark = { ok: colours.good('ok     '), warning: colours.warn('warning'), wrong: colours.bad('wrong  ') }[state];
  return `${mark}  ${about.padEnd(16)}${printable(says)}${fix === undefined ? '' : `\n${' '.repeat(25)}${colours.strong('Fix:')} ${fix}`}`;
};
