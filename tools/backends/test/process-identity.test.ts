import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { identityOf, isRunning } from '../src/process-identity.ts';
import { stopProcess } from '../src/server-process.ts';

describe('a noted process', () => {
  it('runs until it is gone, and another process with its pid is not it', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const identity = identityOf(child.pid ?? 0);
    if (identity === undefined) throw new Error('sleep does not run');
    expect(isRunning(identity)).toBe(true);
    expect(isRunning({ ...identity, started: '1' })).toBe(false);

    await stopProcess({ ...identity, started: '1' }, 'SIGKILL');
    expect(isRunning(identity)).toBe(true);

    child.kill('SIGKILL');
    await once(child, 'close');
    expect(isRunning(identity)).toBe(false);
    expect(identityOf(identity.pid)).toBeUndefined();
  });
});
