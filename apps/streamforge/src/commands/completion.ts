import { Argument, type Command } from 'commander';
import type { AddCommand } from '../command.ts';

type ShellName = 'bash' | 'zsh' | 'fish';

interface Words {
  /** Commands in front, such as `dlq ls`; empty for the program itself. */
  readonly after: string;
  readonly words: readonly string[];
}

/** `streamforge completion bash`: a script that completes commands and options. */
export const addCompletion: AddCommand = (program, act) => {
  program.command('completion')
    .description('print a completion script for a shell: source <(streamforge completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(act(async ({ output }, _options, shell: ShellName) => {
      output.data(script(shell, wordsOf(program, '')), (text) => text);
      return undefined;
    }));
};

const wordsOf = (command: Command, path: string): readonly Words[] => {
  const options = command.options.flatMap(({ long }) => long === undefined || long === null ? [] : [long]);
  const below = command.commands.map((child) => child.name());
  return [
    { after: path, words: [...below, ...options, '--help'] },
    ...command.commands.flatMap((child) => wordsOf(child, `${path} ${child.name()}`.trim())),
  ];
};

const script = (shell: ShellName, all: readonly Words[]): string => {
  if (shell === 'fish') return fish(all);
  const cases = all.map(({ after, words }) => `    ${after === '' ? "''" : `'${after}'`}) words='${words.join(' ')}' ;;`).join('\n');
  const body = [
    '_streamforge() {',
    '  local path="" word words=""',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do case "$word" in -*) ;; *) path="${path:+$path }$word" ;; esac; done',
    '  case "$path" in',
    cases,
    `    *) words='' ;;`,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _streamforge streamforge',
  ].join('\n');
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${body}` : body;
};

const fish = (all: readonly Words[]): string => all.map(({ after, words }) => {
  const when = after === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${after.split(' ').at(-1) ?? ''}`;
  return `complete -c streamforge -n '${when}' -a '${words.join(' ')}'`;
}).join('\n');
