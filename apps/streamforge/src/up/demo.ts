/** The demo market: a simulated history as fast as the platform takes it, then minute by minute as the clock goes. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomIds } from '@streamforge/determinism/ids';
import type { RunningHost } from '@streamforge/service-host/run';
import type { SimulatedMinute } from '@streamforge/simulator/events';
import { simulateMarket } from '@streamforge/simulator/market';
import { EXCHANGE } from '@streamforge/simulator/roster';
import type { CommandContext } from '../command.ts';
import { logSink } from '../replay/log-sink.ts';
import { recordOf } from '../replay/record.ts';
import { Wave } from '../replay/wave.ts';

/** ce_source of simulated events. */
const SOURCE = '/streamforge/simulator';
const MINUTE = 60_000;
/** How much history a new market has: three days. */
export const HISTORY_MINUTES = 3 * 1_440;
/** Minutes of history sent together. */
const BURST_MINUTES = 30;
/** No more is sent while this many records wait to be handled, so that history neither fills memory nor keeps requests waiting. */
const MOST_WAITING = 6_000;
const PAUSE_MS = 20;

/** Which market a data directory has, and how far it has come: a restart goes on with the same one. */
interface DemoPosition {
  readonly seed: number;
  readonly startTime: number;
  readonly historyMinutes: number;
  readonly minutes: number;
}

export interface DemoMarket {
  readonly exchange: string;
  readonly assets: readonly { readonly exchange: string; readonly symbol: string }[];
  /** Epoch milliseconds of its first minute. */
  readonly startTime: number;
  /** When its history ends and its present begins. */
  readonly historyEnds: number;
  /** Whether all of the history is in the log. */
  readonly played: () => boolean;
  /** Feeds the log until the signal aborts. */
  feed(): Promise<void>;
}

/** What a new market shall be. */
export interface WantedMarket {
  readonly historyMinutes: number;
  /** Undefined for a random one. */
  readonly seed: number | undefined;
}

/** The market of this data directory, or a new one. */
export const openDemo = async (
  { directory, shell: { clock, signal } }: CommandContext, host: Pick<RunningHost, 'ports' | 'lag'>, wanted: WantedMarket,
): Promise<DemoMarket> => {
  const file = join(directory, 'demo.json');
  const { minutes: done, ...identity } = await read(file)
    ?? { ...wanted, seed: wanted.seed ?? seedOf(randomIds()), startTime: startOf(clock.now(), wanted.historyMinutes), minutes: 0 };
  const { seed, startTime, historyMinutes } = identity;
  const market = simulateMarket({ seed, startTime });
  const historyEnds = startTime + historyMinutes * MINUTE;
  const sink = logSink(host.ports.events);
  const patience = { clock, signal, onWaiting: () => undefined, giveUpMs: Number.POSITIVE_INFINITY };
  let playedTo = startTime + done * MINUTE;

  const pause = (ms: number): Promise<void> => clock.sleep(ms, signal).catch(() => undefined);
  const caughtUp = async (): Promise<void> => {
    for (;;) {
      await pause(PAUSE_MS);
      if (signal.aborted || Math.max(0, ...(await host.lag()).map(({ lag }) => lag)) < MOST_WAITING) return;
    }
  };
  const feed = async (): Promise<void> => {
    await waveOf(market.declarations).send(sink, patience);
    let minutes = 0;
    let gathered: SimulatedMinute[] = [];
    for (const minute of market.minutes()) {
      minutes++;
      if (minutes <= done) {
        if (minutes % BURST_MINUTES === 0) await clock.sleep(0);
        continue;
      }
      const over = minute.openTime + MINUTE;
      await pause(Math.max(0, over - clock.now()));
      if (signal.aborted) return;
      gathered.push(minute);
      // What lies in the past is sent together, up to what is over by now.
      if (gathered.length < BURST_MINUTES && over + MINUTE <= clock.now()) continue;
      await waveOf(gathered.flatMap((one) => one.events)).send(sink, patience);
      await write(file, { ...identity, minutes });
      gathered = [];
      playedTo = over;
      await caughtUp();
    }
  };
  return {
    exchange: EXCHANGE,
    assets: market.assets.map(({ symbol }) => ({ exchange: EXCHANGE, symbol })),
    startTime,
    historyEnds,
    played: () => playedTo >= historyEnds,
    feed,
  };
};

const waveOf = (events: SimulatedMinute['events']): Wave => {
  const wave = new Wave('demo');
  for (const event of events) wave.add(event.topic, recordOf(event, SOURCE), 0);
  return wave;
};

const startOf = (now: number, historyMinutes: number): number => Math.floor(now / MINUTE) * MINUTE - historyMinutes * MINUTE;
const seedOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 7), 16);

const read = async (file: string): Promise<DemoPosition | undefined> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoPosition;
  } catch {
    return undefined;
  }
};

const write = async (file: string, position: DemoPosition): Promise<void> => {
  await writeFile(`${file}.draft`, JSON.stringify(position));
  await rename(`${file}.draft`, file);
};
