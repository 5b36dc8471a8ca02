/** What the command line's exit codes mean: a script decides by them, so they never change their meaning. */
import { errors, type ErrorCode } from '@streamforge/contracts/errors';

export const exitCodes = {
  done: { code: 0, says: 'Done.' },
  failed: { code: 1, says: 'The platform failed on this; its log says more.' },
  usage: { code: 2, says: 'The command, an option or an argument is not valid.' },
  refused: { code: 3, says: 'Finished, but some input was refused; the summary says how much and why.' },
  unreachable: { code: 4, says: 'No platform answers, or it is too busy: try again later.' },
  notFound: { code: 5, says: 'There is nothing under that name.' },
  cannotStart: { code: 6, says: 'It can’t start: configuration, port or data directory.' },
  file: { code: 7, says: 'A file can’t be read, or its format was not recognised.' },
  unhealthy: { code: 8, says: 'doctor found something wrong.' },
  interrupted: { code: 130, says: 'Interrupted before it was finished; what was acknowledged is kept.' },
} as const;

export type Outcome = keyof typeof exitCodes;

const starting: readonly ErrorCode[] = [
  'CONFIG_INVALID', 'DATA_DIRECTORY_IN_USE', 'DATA_DIRECTORY_UNUSABLE', 'DATA_DAMAGED', 'DATA_NEWER', 'PORT_IN_USE',
];

/** The outcome that an error code stands for, by what a script could do about it. */
export const outcomeOf = (code: ErrorCode): Outcome => {
  if (starting.includes(code)) return 'cannotStart';
  if (code.startsWith('FILE_')) return 'file';
  const { http } = errors[code];
  if (http === 400) return 'usage';
  if (http === 404) return 'notFound';
  if (http === 429 || http === 503 || http === 507) return 'unreachable';
  return [409, 413, 415, 422].includes(http) ? 'refused' : 'failed';
};

/** The table for `--help`. */
export const exitCodeHelp = (): string => [
  'Exit codes:',
  ...Object.values(exitCodes).map(({ code, says }) => `  ${String(code).padEnd(4)}${says}`),
].join('\n');
