/** How far a replay is, shown in place on a terminal and as a plain line every few seconds elsewhere. */
import type { Clock } from '@streamforge/determinism/clock';
import { widthOf, type Output } from '../output/output.ts';
import { count, duration, rate } from '../output/figures.ts';

export interface ProgressState {
  readonly name: string;
  /** Bytes of the file (as it lies on the disk) that were read, and all of them. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Rows done in this run. */
  readonly rows: number;
  /** Milliseconds since this run began. */
  readonly elapsed: number;
}

const BAR_WIDTH = 24;
const DRAW_EVERY_MS = 100;
const LINE_EVERY_MS = 3_000;

const fractionOf = ({ bytesDone, bytesTotal }: ProgressState): number => bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);

/** `61 %, 104,500 rows, 48,200/s, 2 s left`. */
export const progressText = (state: ProgressState): string => {
  const fraction = fractionOf(state);
  const perSecond = state.elapsed === 0 ? 0 : state.rows / state.elapsed * 1_000;
  const left = fraction === 0 ? '' : `, ${duration(state.elapsed * (1 - fraction) / fraction)} left`;
  return `${Math.floor(fraction * 100)} %, ${count(state.rows)} rows, ${rate(perSecond)}${left}`;
};

/** `████████░░░░` of a fixed width. */
export const progressBar = (state: ProgressState): string => {
  const full = Math.floor(fractionOf(state) * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
};

export interface ProgressDisplay {
  show(state: ProgressState): void;
  /** Clears what was drawn in place. */
  end(): void;
}

export const progressDisplay = (output: Output, clock: Clock): ProgressDisplay => {
  const { stderr } = output.terminal;
  const inPlace = stderr.isTTY === true;
  let shownAt = clock.monotonic();
  return {
    show: (state) => {
      const now = clock.monotonic();
      if (now - shownAt < (inPlace ? DRAW_EVERY_MS : LINE_EVERY_MS)) return;
      shownAt = now;
      const text = inPlace ? `${state.name} ${progressBar(state)} ${progressText(state)}` : `${state.name}: ${progressText(state)}`;
      if (inPlace) stderr.write(`\r\u001b[K${text.slice(0, widthOf(stderr) - 1)}`);
      else output.talk(text);
    },
    end: () => {
      if (inPlace) stderr.write('\r\u001b[K');
    },
  };
};
