import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { RetryableError } from '@streamforge/contracts/errors';
import type { RefusedLine } from '@streamforge/dead-letters/file-line';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import { describe, expect, it } from 'vitest';
import { positionsIn } from '../src/replay/position.ts';
import { replayFile, type ReplayContext } from '../src/replay/replay-file.ts';
import type { Sink } from '../src/replay/sink.ts';
import { waitingNote } from '../src/replay/waiting-note.ts';

const HOUR = 3_600_000;
const FIRST = 1_700_000_000_000 - 1_700_000_000_000 % HOUR;
const times = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, at) => FIRST + (from + at) * HOUR);
const rows = (count: number, from = 0): string => times(count, from).map((time) => `${time},1,2,0.5,1.5,10`).join('\n');
const csv = (count: number): string => `open_time,open,high,low,close,volume\n${rows(count)}\n`;
const options = { symbol: 'BTCUSDT', interval: '1h' };

/** A sink that keeps what it is given, in waves, and does something before each. */
const keeping = (before: (wave: number) => void = () => undefined) => {
  const kept: { readonly records: OutgoingRecord[]; readonly lines: RefusedLine[]; waves: number } = { records: [], lines: [], waves: 0 };
  const sink: Sink = {
    send: async (topic, records) => {
      if (topic !== 'market.candles.v1') return [];
      before(++kept.waves);
      kept.records.push(...records.filter(({ value }) => !value.includes('"close":"9"')));
      const refusal = { code: 'EVENT_INVALID' as const, detail: 'nine' };
      return records.flatMap(({ value }, at) => value.includes('"close":"9"') ? [{ at, refusal }] : []);
    },
    bury: async (_topic, lines) => void kept.lines.push(...lines),
  };
  return { sink, kept };
};

const place = async (content: string | Uint8Array, name = 'BTCUSDT_1h.csv') => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-replay-'));
  const file = join(directory, name);
  await writeFile(file, content);
  return { directory, file };
};

const context = (directory: string, sink: Sink, more: Partial<ReplayContext> = {}): ReplayContext => ({
  sink,
  positions: positionsIn(join(directory, 'data')),
  clock: systemClock,
  signal: new AbortController().signal,
  restart: false,
  onProgress: () => undefined,
  onWaiting: () => undefined,
  ...more,
});

/** A clock on which sleeping takes no time. */
const quickClock = (): Clock => {
  let now = 0;
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms, signal) => {
      await nextTurn();
      signal?.throwIfAborted();
      now += ms;
    },
  };
};

const openTimes = (records: readonly OutgoingRecord[]): readonly number[] =>
  records.map(({ value }) => (JSON.parse(String(value)) as { openTime: number }).openTime);

const header = (record: OutgoingRecord | undefined, name: string): string | undefined => {
  const value = record?.headers?.find(([known]) => known === name)?.[1];
  return value === undefined ? undefined : Buffer.from(value).toString();
};

describe('a replay', () => {
  it('sends every row once, in order, with an id and time of its own that the row decides', async () => {
    const { directory, file } = await place(csv(5_000));
    const { sink, kept } = keeping();
    const summary = await replayFile(file, options, context(directory, sink));
    expect(summary).toMatchObject({ finished: true, refused: {}, series: { 'local:BTCUSDT:1h': 5_000 }, rows: 5_000, resumedAt: 0 });
    expect(openTimes(kept.records)).toEqual(times(5_000));
    expect(kept.records[1]?.key).toBe('local:BTCUSDT:1h');
    expect(header(kept.records[1], 'ce_id')).toBe(`local:BTCUSDT:1h:${FIRST + HOUR}:0`);
    expect(header(kept.records[1], 'ce_time')).toBe(new Date(FIRST + HOUR).toISOString());
    expect(new Set(kept.records.map((record) => header(record, 'ce_id'))).size).toBe(5_000);
  });

  it('reads gzip by its bytes, not by its name', async () => {
    const { directory, file } = await place(gzipSync(csv(10)));
    const { sink, kept } = keeping();
    await replayFile(file, options, context(directory, sink));
    expect(kept.records).toHaveLength(10);
  });

  it('goes on after what was acknowledged when it was interrupted', async () => {
    const { directory, file } = await place(csv(9_000));
    const stopping = new AbortController();
    const first = keeping((wave) => { if (wave === 2) stopping.abort(); });
    const half = await replayFile(file, options, context(directory, first.sink, { signal: stopping.signal }));
    expect(half).toMatchObject({ finished: false, rows: first.kept.records.length });
    const second = keeping();
    const whole = await replayFile(file, options, context(directory, second.sink));
    expect(whole).toMatchObject({ finished: true, resumedAt: half.rows, rows: 9_000 });
    expect([...first.kept.records, ...second.kept.records].map(({ value }) => value)).toHaveLength(9_000);
    expect(new Set([...first.kept.records, ...second.kept.records].map(({ value }) => value)).size).toBe(9_000);
  });

  it('does nothing the second time, and everything again when told to', async () => {
    const { directory, file } = await place(csv(10));
    await replayFile(file, options, context(directory, keeping().sink));
    const again = keeping();
    const second = await replayFile(file, options, context(directory, again.sink));
    expect(second).toMatchObject({ resumedAt: 10, rows: 10, finished: true });
    expect(again.kept.records).toHaveLength(0);
    await replayFile(file, options, context(directory, again.sink, { restart: true }));
    expect(again.kept.records).toHaveLength(10);
  });

  it('takes the same file with other options for another replay', async () => {
    const { directory, file } = await place(csv(10));
    const { sink, kept } = keeping();
    await replayFile(file, options, context(directory, sink));
    await replayFile(file, { ...options, symbol: 'ETHUSDT' }, context(directory, sink));
    expect(kept.records).toHaveLength(20);
  });

  it('takes another name for another replay, since the name tells the symbol', async () => {
    const { directory, file } = await place(csv(10), 'BTCUSDT-1h-2023-11.csv');
    const other = join(directory, 'ETHUSDT-1h-2023-11.csv');
    await writeFile(other, csv(10));
    const { sink, kept } = keeping();
    await replayFile(file, {}, context(directory, sink));
    expect(await replayFile(other, {}, context(directory, sink))).toMatchObject({ file: other, series: { 'local:ETHUSDT:1h': 10 } });
    expect(kept.records).toHaveLength(20);
  });

  it('replays a corrected copy of the same name and size, however late it differs', async () => {
    const { directory, file } = await place(csv(40_000));
    const { sink, kept } = keeping();
    await replayFile(file, options, context(directory, sink));
    await writeFile(file, csv(40_000).replace(/10\n$/, '11\n'));
    expect(await replayFile(file, options, context(directory, sink))).toMatchObject({ resumedAt: 0, finished: true });
    expect(String(kept.records.at(-1)?.value)).toContain('"volume":"11"');
  });

  it('keeps a line it can’t read, with file and line, and goes on', async () => {
    const { directory, file } = await place(csv(3).replace(/\n[^\n]+\n$/, '\nnonsense\n') + rows(2, 3));
    const { sink, kept } = keeping();
    const summary = await replayFile(file, options, context(directory, sink));
    expect(kept.records).toHaveLength(4);
    expect(kept.lines).toMatchObject([{ topic: 'market.candles.v1', file: 'BTCUSDT_1h.csv', line: 4, service: 'replay' }]);
    expect(Buffer.from(kept.lines[0]?.bytes ?? []).toString()).toBe('nonsense');
    expect(summary.rows).toBe(5);
    expect(summary.refused).toEqual({ [kept.lines[0]?.code ?? '']: 1 });
  });

  it('keeps a row that the platform turns away in the dead letters, too', async () => {
    const { directory, file } = await place(csv(3) + `${FIRST},1,9,1,9,1\n`);
    const { sink, kept } = keeping();
    const summary = await replayFile(file, options, context(directory, sink));
    expect(summary).toMatchObject({ series: { 'local:BTCUSDT:1h': 3 }, refused: { EVENT_INVALID: 1 } });
    expect(kept.lines).toMatchObject([{ line: 5, code: 'EVENT_INVALID', message: 'nine' }]);
  });

  it('waits while the log can’t take more, and sends nothing out of order', async () => {
    const { directory, file } = await place(csv(6_000));
    let refusals = 0;
    const { sink, kept } = keeping((wave) => {
      if (wave === 2 && refusals++ < 2) {
        kept.waves--;
        throw new RetryableError('BACKPRESSURE');
      }
    });
    await replayFile(file, options, context(directory, sink));
    expect(refusals).toBe(3);
    expect(openTimes(kept.records)).toEqual(times(6_000));
  });

  it('gives up on a platform that does not answer, after telling so, and goes on from there the next time', async () => {
    const { directory, file } = await place(csv(6_000));
    const told: string[] = [];
    const clock = quickClock();
    const silent = keeping((wave) => { if (wave > 2) throw new RetryableError('NOT_RUNNING'); });
    const onWaiting = waitingNote(clock, (line) => told.push(line));
    const replay = replayFile(file, options, context(directory, silent.sink, { clock, onWaiting }));
    await expect(replay).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    expect(told.length).toBeGreaterThan(4);
    expect(new Set(told)).toEqual(new Set(['the platform does not answer; waiting…']));
    const again = keeping();
    const summary = await replayFile(file, options, context(directory, again.sink));
    expect(summary).toMatchObject({ finished: true, series: { 'local:BTCUSDT:1h': 6_000 } });
    expect(silent.kept.records.length + again.kept.records.length).toBe(6_000);
  });

  it('tells that it waits while a request stays without an answer', async () => {
    const { directory, file } = await place(csv(5));
    const told: string[] = [];
    const clock = quickClock();
    const { sink } = keeping();
    const slow: Sink = { ...sink, send: async (topic, records) => {
      while (told.length < 2) await nextTurn();
      return await sink.send(topic, records);
    } };
    await replayFile(file, options, context(directory, slow, { clock, onWaiting: waitingNote(clock, (line) => told.push(line)) }));
    expect(told[1]).toBe('the platform does not answer; waiting…');
  });

  it('ends as interrupted, not as failed, when someone stops it while it waits', async () => {
    const { directory, file } = await place(csv(5));
    const stopping = new AbortController();
    const { sink } = keeping(() => {
      stopping.abort();
      throw new RetryableError('NOT_RUNNING');
    });
    const summary = await replayFile(file, options, context(directory, sink, { signal: stopping.signal }));
    expect(summary).toMatchObject({ finished: false, events: 0 });
  });

  it('says what is wrong with a file that can’t be read, cut or missing', async () => {
    const cut = await place(gzipSync(csv(10_000)).subarray(0, 4_000));
    for (const path of [cut.file, join(cut.directory, 'none'), cut.directory]) {
      await expect(replayFile(path, options, context(cut.directory, keeping().sink))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    }
  });
});
