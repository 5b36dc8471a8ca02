/** The sync before the acknowledgement, as the kernel saw it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPlatform } from './platform.ts';
import { inScratch } from './scratch.ts';
import { systemCalls, type SystemCall } from './system-calls.ts';

/** Text of the record, so that its bytes are found in the trace. */
const MARKER = 'TRACED-BY-STRACE';

const candle = {
  exchange: 'test', symbol: MARKER, interval: '1m', openTime: Date.UTC(2024, 0, 1),
  open: '1', high: '2', low: '1', close: '2', volume: '3',
};

const traced = ['strace', '-f', '-tt', '-y', '-s', '8192', '-e', 'trace=fsync,fdatasync,write,writev,sendto,pwrite64'];

/** Whether the trace can be taken on this machine. */
export const straceIsThere = (): boolean => spawnSync('strace', ['-V']).status === 0;

const isSync = ({ name }: SystemCall): boolean => name === 'fdatasync' || name === 'fsync';
const isOn = (file: string) => ({ shown }: SystemCall): boolean => new RegExp(`^\\d+<[^>]*/${file.replaceAll('.', '\\.')}>`).test(shown);
const onLog = isOn('events.db-wal');
const isAnswer = ({ shown }: SystemCall): boolean =>
  /^\d+<(?:socket|TCP)/.test(shown) && shown.includes('HTTP/1.1 200') && shown.includes('\\"error_code\\":200');

export interface SyncOrder {
  /** The record's bytes going to the log, the sync of the log, the answer: the calls, as far as they were found. */
  readonly written: SystemCall | undefined;
  readonly synced: SystemCall | undefined;
  readonly answered: SystemCall | undefined;
  /** Each had returned before the next began. */
  readonly inOrder: boolean;
}

/** Finds the record's way in a trace: its bytes written to the log, the first sync of the log after that, the HTTP answer. */
export const syncOrder = (trace: string, marker = MARKER): SyncOrder => {
  const calls = systemCalls(trace);
  const written = calls.find((call) => call.name === 'pwrite64' && onLog(call) && call.shown.includes(marker));
  const synced = written === undefined ? undefined : calls.find((call) => isSync(call) && onLog(call) && call.began > written.ended);
  const answered = calls.find(isAnswer);
  const inOrder = synced !== undefined && answered !== undefined && synced.ended < answered.began;
  return { written, synced, answered, inOrder };
};

/** Runs the platform under strace, produces one record over HTTP and returns the order of its calls. */
export const traceSync = (): Promise<SyncOrder> => inScratch(async (directory) => {
  const file = join(directory, 'calls');
  const platform = await startPlatform({ directory: join(directory, 'data'), under: [...traced, '-o', file] });
  const body = JSON.stringify({ value: { type: 'JSON', data: candle } });
  const response = await platform.request('POST', '/v3/clusters/streamforge/topics/market.candles.v1/records', body);
  if (!response.ok) throw new Error(`the record was refused: ${await response.text()}`);
  await platform.stop();
  return syncOrder(readFileSync(file, 'utf8'));
});
