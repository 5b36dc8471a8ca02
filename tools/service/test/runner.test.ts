import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '@streamforge/contracts/services';
import { startProgram } from '@streamforge/testing/child-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const RUNNER = 'tools/service/src/main.ts';

describe('running one service', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runner-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('starts it from environment variables alone and drains on SIGTERM', async () => {
    const ingest = startProgram(RUNNER, ['ingest'], { env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', STREAMFORGE_LOG_LEVEL: 'info' } });
    const [, address = ''] = await ingest.saw(/Server listening at (\S+?)"/);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    expect(await ingest.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('shows the services on --help, and with 2 when none is named', async () => {
    const help = startProgram(RUNNER, ['--help']);
    expect(await help.ended).toEqual({ code: 0, signal: null });
    expect(help.stdout()).toMatch(/^ {2}ingest .*\n {2}gateway /m);
    expect((await startProgram(RUNNER, []).ended).code).toBe(2);
  });

  it.each(['../ingest', 'nobody', 'constructor'])('refuses %j', async (name) => {
    const refused = startProgram(RUNNER, [name]);
    expect((await refused.ended).code).toBe(2);
    expect(refused.stderr()).toMatch(/^error: .*there are /);
    expect(refused.stderr().split('there are ').at(-1)).toBe(`${serviceNames.join(', ')}. Fix: See --help.\n`);
  });
});
