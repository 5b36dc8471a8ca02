import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { note } from './keeper.ts';

const INGEST = 'apps/ingest/src/main.ts';
const HELD = 'libs/service-host/test/held-service.ts';

describe('a service as a process', () => {
  let directory: string;
  let program: ChildProgram | undefined;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'process-'));
  });
  afterEach(async () => {
    await program?.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  const start = (file: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): ChildProgram => {
    program = startProgram(file, words, { env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', ...env } });
    return program;
  };
  const produceNote = async (): Promise<void> => {
    const ports = await openEmbedded({ directory, clock: systemClock });
    await ports.events.produce('documents.v1', [note(0)]);
    await ports.close();
  };

  it('prints its settings, secrets masked, and ends', async () => {
    await writeFile(join(directory, 'keys'), '[]\n');
    const printing = start(INGEST, ['--print-config'], { STREAMFORGE_API_KEYS_FILE: join(directory, 'keys') });
    expect(await printing.ended).toEqual({ code: 0, signal: null });
    expect(printing.stdout()).toContain(`STREAMFORGE_DATA=${directory}\n`);
    expect(printing.stdout()).toContain('STREAMFORGE_API_KEYS=********\n');
    expect(printing.stdout()).toContain('STREAMFORGE_GAP_SURVEY_SECONDS=15\n');
  });

  it('lists every mistake in its settings in one message without a stack trace, and ends with 1', async () => {
    const failing = start(INGEST, [], { STREAMFORGE_HTTP_PORT: 'x', STREAMFORGE_GAP_SURVEY_SECONDS: '0', STREAMFORGE_DAAT: 'y' });
    expect((await failing.ended).code).toBe(1);
    expect(failing.stderr()).toMatch(/^CONFIG_INVALID: [\s\S]*STREAMFORGE_HTTP_PORT[\s\S]*STREAMFORGE_GAP_SURVEY_SECONDS/);
    expect(failing.stderr()).not.toMatch(/\n\s+at /);
  });

  it('refuses adapters that it does not know', async () => {
    const failing = start(INGEST, [], { EVENT_LOG_URL: 'carrier-pigeon:' });
    expect((await failing.ended).code).toBe(1);
    expect(failing.stderr()).toContain('EVENT_LOG_URL is "carrier-pigeon:"');
  });

  it('drains on the first signal and ends with 0', async () => {
    await produceNote();
    const ingest = start(INGEST, [], { STREAMFORGE_LOG_LEVEL: 'info' });
    const { promise: handled, resolve } = Promise.withResolvers<void>();
    void ingest.saw(/Server listening at (\S+?)"/).then(() => resolve());
    await handled;
    expect(await ingest.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(ingest.stderr()).toBe('');
  });

  it('ends at once on the second signal, uncommitted, so that the next start handles the batch again', async () => {
    await produceNote();
    const held = start(HELD);
    await held.saw(/a batch is in hand/);
    process.kill(held.pid, 'SIGTERM');
    process.kill(held.pid, 'SIGINT');
    await held.ended;
    expect(held.stderr()).toBe('');
    const again = start(HELD);
    await again.saw(/a batch is in hand/);
  });
});
