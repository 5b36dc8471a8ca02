/** The demo market: a simulated history first, then minute by minute as the clock goes. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomIds } from '@streamforge/determinism/ids';
import type { EventLog } from '@streamforge/event-log/port';
import type { SimulatedMinute } from '@streamforge/simulator/events';
import { simulateMarket } from '@streamforge/simulator/market';
import type { CommandContext } from '../command.ts';
import { logSink } from '../replay/log-sink.ts';
import { recordOf } from '../replay/record.ts';
import { Wave } from '../replay/wave.ts';

/** ce_source of simulated events. */
const SOURCE = '/streamforge/simulator';
const MINUTE = 60_000;
/** How much history a new market has, and how much of it comes at once. */
const HISTORY_MINUTES = 3 * 1_440;
const AT_ONCE_MINUTES = 360;
/** Minutes sent together at first; afterwards one at a time, so that there is something to watch. */
const BURST_MINUTES = 30;
const PAUSE_MS = 50;

/** Which market a data directory has, and how far it has come: a restart goes on with the same one. */
interface DemoPosition {
  readonly seed: number;
  readonly startTime: number;
  readonly minutes: number;
}

/** Feeds the log until the signal aborts. */
export const feedDemo = async (events: EventLog, { directory, shell: { clock, signal } }: CommandContext): Promise<void> => {
  const sink = logSink(events);
  const patience = { clock, signal, onWaiting: () => undefined, giveUpMs: Number.POSITIVE_INFINITY };
  const file = join(directory, 'demo.json');
  const { seed, startTime, minutes: done } = await read(file) ?? { seed: seedOf(randomIds()), startTime: startOf(clock.now()), minutes: 0 };
  const market = simulateMarket({ seed, startTime });
  await waveOf(market.declarations).send(sink, patience);
  let minutes = 0;
  let gathered: SimulatedMinute[] = [];
  for (const minute of market.minutes()) {
    minutes++;
    if (minutes <= done) {
      if (minutes % BURST_MINUTES === 0) await clock.sleep(0);
      continue;
    }
    await clock.sleep(Math.max(0, minute.openTime + MINUTE - clock.now()), signal).catch(() => undefined);
    if (signal.aborted) return;
    gathered.push(minute);
    const together = minutes < AT_ONCE_MINUTES ? BURST_MINUTES : 1;
    if (gathered.length < together) continue;
    await waveOf(gathered.flatMap((one) => one.events)).send(sink, patience);
    await write(file, { seed, startTime, minutes });
    gathered = [];
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
  }
};

const waveOf = (events: SimulatedMinute['events']): Wave => {
  const wave = new Wave('demo');
  for (const event of events) wave.add(event.topic, recordOf(event, SOURCE), 0);
  return wave;
};

const startOf = (now: number): number => Math.floor(now / MINUTE) * MINUTE - HISTORY_MINUTES * MINUTE;
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
