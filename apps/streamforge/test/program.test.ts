import { readFileSync } from 'node:fs';
import { errorCodes, errors, RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { systemClock } from '@streamforge/determinism/clock';
import { countedIds } from '@streamforge/determinism/ids';
import { describe, expect, it } from 'vitest';
import type { AddCommand } from '../src/command.ts';
import { AnswerError } from '../src/complaint.ts';
import { exitCodes, outcomeOf } from '../src/exit-codes.ts';
import { runProgram } from '../src/program.ts';
import { fakeTerminal } from './fake-terminal.ts';

const failingWith = (thrown: unknown): AddCommand => (program, act) => {
  program.command('topics').argument('[name]').action(act(async () => { throw thrown; }));
};
const showing: AddCommand = (program, act) => {
  program.command('lag').action(act(async ({ output, directory }) => {
    output.data({ directory }, () => 'for people');
    output.talk('talk');
    return 'refused';
  }));
};

const ran = async (words: readonly string[], commands: readonly AddCommand[] = [showing], options = {}) => {
  const terminal = fakeTerminal(options);
  const code = await runProgram(words, commands, {
    terminal,
    clock: systemClock,
    ids: countedIds('id'),
    signal: new AbortController().signal,
    forced: new AbortController().signal,
    openPlatform: () => Promise.reject(new Error('not asked for')),
  });
  return { code, out: terminal.out(), err: terminal.err() };
};

describe('the command line', () => {
  it('writes data to stdout, as JSON when asked, and talk to stderr', async () => {
    expect(await ran(['lag', '--data', '/x'])).toEqual({ code: 3, out: 'for people\n', err: 'talk\n' });
    const { out } = await ran(['--json', 'lag', '--data', '/x']);
    expect(JSON.parse(out)).toEqual({ directory: '/x' });
  });

  it('suggests the nearest command and says it was misused', async () => {
    const { code, err, out } = await ran(['lga']);
    expect(code).toBe(exitCodes.usage.code);
    expect(err).toMatch(/^error: unknown command 'lga' .*Did you mean lag\?/);
    expect(out).toBe('');
  });

  it('documents its exit codes in the help', async () => {
    const { code, out } = await ran(['--help']);
    expect(code).toBe(0);
    for (const { code: known, says } of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`${known} +${says.slice(0, 20)}`));
  });

  it('documents them in its README, too', () => {
    const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8').toLowerCase();
    for (const { code, says } of Object.values(exitCodes)) {
      expect(page).toContain(`| ${code} | ${says.replace(/\.$/, '').replaceAll('’', "'").toLowerCase()} |`);
    }
  });

  it('says an error in one line with its code and what to do', async () => {
    const { code, err } = await ran(['topics'], [failingWith(new TerminalError('PORT_IN_USE', 'Port 8080.'))]);
    expect(code).toBe(exitCodes.cannotStart.code);
    const { says, fix } = errors.PORT_IN_USE;
    expect(err).toBe(`error PORT_IN_USE: ${says} Port 8080. Fix: ${fix}\n`);
  });

  it('passes on the code and text of an answer that says no', async () => {
    const { code, err } = await ran(['topics'], [failingWith(new AnswerError(404, 'NOT_FOUND', 'No asset local/XYZ.'))]);
    expect(code).toBe(exitCodes.notFound.code);
    expect(err).toMatch(/^error NOT_FOUND: No asset local\/XYZ\. Fix: /);
  });

  it('shows a stack only when asked to', async () => {
    const commands = [failingWith(new Error('boom'))];
    expect((await ran(['topics'], commands)).err.split('\n')).toHaveLength(2);
    const { err, code } = await ran(['topics', '--verbose'], commands);
    expect(err).toContain('program.test.ts');
    expect(code).toBe(exitCodes.failed.code);
  });

  it('prints nothing that could move the cursor, whatever an error quotes', async () => {
    const { err } = await ran(['topics'], [failingWith(new TerminalError('NOT_FOUND', 'a\u001b[2Jb\u202e'))]);
    expect(err).toContain('a\\u001b[2Jb\\u202e');
  });

  it('colours only a terminal, and never with NO_COLOR', async () => {
    const commands = [failingWith(new RetryableError('NOT_RUNNING'))];
    expect((await ran(['topics'], commands, { tty: true })).err).toContain('\u001b[');
    expect((await ran(['topics'], commands, { tty: true, env: { NO_COLOR: '1' } })).err).not.toContain('\u001b[');
    expect((await ran(['topics'], commands)).err).not.toContain('\u001b[');
  });

  it('has an exit code for every error code, never that of success', () => {
    for (const code of errorCodes) expect(exitCodes[outcomeOf(code)].code, code).toBeGreaterThan(0);
  });
});
