import { describe, expect, it } from 'vitest';
import { startProgram } from '@streamforge/testing/child-process';

const answer = async (...words: readonly string[]) => {
  const program = startProgram('tools/backends/src/main.ts', words);
  const { code } = await program.ended;
  return { code, out: program.stdout(), err: program.stderr() };
};

describe('npm run backends', () => {
  it('explains itself', async () => {
    expect(await answer('--help')).toMatchObject({ code: 0, out: expect.stringContaining('npm run backends -- up') });
  });

  it.each([
    [['up', 'mongo'], 'there is no backend "mongo"; there are kafka, postgres, s3, qdrant'],
    [['start'], 'there is no command "start"'],
    [[], 'say up, down, status or env'],
    [['up', '--brokers', '2'], '--brokers must be 1 or 3, not "2"'],
    [['up', '--fast'], "Unknown option '--fast'"],
  ])('refuses %j in one line', async (words, reason) => {
    const { code, err } = await answer(...words);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toEqual([`error: ${reason}. Fix: See npm run backends -- --help.`]);
  });
});
