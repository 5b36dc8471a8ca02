/** A whole platform process that replays a file, watched from outside: its speed, memory, event loop and liveness. */
import { setTimeout as pause } from 'node:timers/promises';
import { quantileOf, residentBytes, scrape, startUp, valueOf, type Up } from '../platform.ts';

export interface OurRun {
  /** From the start of the process until every row is stored and published. */
  readonly seconds: number;
  readonly startSeconds: number;
  readonly peakBytes: number;
  /** 99th percentile of the event-loop delay from ready to the last row, seconds. */
  readonly loopDelay: number;
  readonly slowestHealth: number;
  /** Seconds at which each further million rows was stored. */
  readonly marks: readonly number[];
}

/** Starts `up --replay` in an empty directory, waits until `rows` rows are stored and published, and stops it. */
export const ourRun = async (file: string, rows: number, directory: string): Promise<OurRun> => {
  const up = await startUp(directory, ['--services', 'gateway,ingest', '--replay', file]);
  try {
    return await watch(up, rows);
  } finally {
    await up.stop();
  }
};

const STORED = 'streamforge_records_stored_total{service="ingest",topic="market.candles.v1"}';
const PUBLISHED = 'streamforge_records_published_total{service="ingest",topic="market.bars.v1"}';
/** Pause between two looks. */
const LOOK_MS = 1_000;
/** Near the end it looks more often, so that the end is not rounded up. */
const LAST_LOOK_MS = 50;

const watch = async (up: Up, rows: number): Promise<OurRun> => {
  const { address, began, pid, startSeconds } = up;
  let [peakBytes, slowestHealth, stored] = [0, 0, 0];
  const atStart = await scrape(up);
  const marks: number[] = [];
  for (;;) {
    await pause(stored > rows * 0.95 ? LAST_LOOK_MS : LOOK_MS);
    const asked = performance.now();
    await (await fetch(`${address}/healthz`)).text();
    slowestHealth = Math.max(slowestHealth, (performance.now() - asked) / 1_000);
    const text = await scrape(up);
    peakBytes = Math.max(peakBytes, residentBytes(pid));
    stored = valueOf(text, STORED);
    const seconds = (performance.now() - began) / 1_000;
    while (stored >= (marks.length + 1) * 1_000_000) marks.push(seconds);
    if (stored < rows || valueOf(text, PUBLISHED) < rows) continue;
    const loopDelay = quantileOf(text, 'streamforge_event_loop_delay_seconds', 0.99, atStart);
    return { seconds, startSeconds, peakBytes, loopDelay, slowestHealth, marks };
  }
};
