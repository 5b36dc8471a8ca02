/** Every command that a page names, against what the command line takes: nobody on call should have to guess. */
import { readdirSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Act } from '../src/command.ts';
import { commands } from '../src/commands/all.ts';

const pages = [
  ...['docs/runbooks', 'docs/cluster'].flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`)),
  'docs/backends.md', 'docs/docker.md', 'docs/models.md', 'docs/reliability.md', 'docs/LIMITATIONS.md',
];

/** What stands for `<topic>` and the like; anything for a name that only the reader knows. */
const standIns: Readonly<Record<string, string>> = { topic: 'market.candles.v1', service: 'ingest', version: '2', place: '3@17' };

const called = /(?:npm run (?:--silent )?streamforge -- |\bstreamforge )(?<words>[^`|>&;#\n]+)/g;

/** Whole commands alone: those in backticks, and lines of shell. */
const commandsOf = (page: string): readonly string[] => {
  const blocks = [...page.matchAll(/^```sh\n(?<text>[\s\S]*?)^```$/gm)].map(({ groups }) => groups?.['text'] ?? '');
  const inline = [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`(?<text>(?:npm run [^`]*)?streamforge [^`]*)`/g)].map(({ groups }) => groups?.['text'] ?? '');
  const text = [...blocks.flatMap((block) => block.split('\n').filter((line) => /^(npm run (--silent )?streamforge -- |streamforge )/.test(line))), ...inline].join('\n')
    .replaceAll(/<(\w+)>/g, (_, name: string) => standIns[name] ?? 'anything');
  // `streamforge …` speaks of any.
  return [...text.matchAll(called)].map(({ groups }) => (groups?.['words'] ?? '').trim()).filter((words) => !words.startsWith('…'));
};

/** What the command line says against these words; undefined when it would begin its work. */
const refusal = (line: string): string | undefined => {
  let began = false;
  const act: Act = () => () => {
    began = true;
    return Promise.resolve();
  };
  const program = new Command('streamforge').option('--data <directory>').option('--json').option('--verbose').version('0').exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const add of commands) add(program, act);
  try {
    program.parse(line.split(/\s+/).map((word) => word.replaceAll(/^["']|["']$/g, '')), { from: 'user' });
  } catch (error) {
    return error instanceof CommanderError ? error.message : String(error);
  }
  return began ? undefined : 'it only shows its help';
};

describe('a command on a page', () => {
  it('is noticed when it is none', () => {
    const wrong = ['dlq ls --topic market.candles.v1', 'jobs', 'jobs cancel a', 'models promote a --force', 'repair', 'rebuild everything'];
    expect(wrong.map(refusal).filter((says) => says === undefined)).toEqual([]);
    expect(commandsOf('See `streamforge dlq ls --topic <topic>`.\n```sh\nstreamforge lag\n```\n')).toEqual(['lag', 'dlq ls --topic market.candles.v1']);
  });

  it.each(pages)('of %s is one that the command line takes', (page) => {
    expect(commandsOf(readFileSync(page, 'utf8')).flatMap((line) => refusal(line) === undefined ? [] : [`streamforge ${line}: ${refusal(line)}`])).toEqual([]);
  });
});
