/** How far a replay is, shown in place on a terminal and as a plain line every few seconds elsewhere. */
import type { Clock } from '@streamforge/determinism/clock';
import { bar } from '../output/bar.ts';
import type { Output } from '../output/output.ts';
import { statusLine } from '../output/status-line.ts';
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

const fractionOf = ({ bytesDone, bytesTotal }: ProgressState): number => bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);

/** `61 %, 104,500 rows, 48,200/s, 2 s left`. */
export const progressText = (state: ProgressState): string => {
  const fraction = fractionOf(state);
  const perSecond = state.elapsed === 0 ? 0 : state.rows / state.elapsed * 1_000;
  const left = fraction === 0 ? '' : `, ${duration(state.elapsed * (1 - fraction) / fraction)} left`;
  return `${Math.floor(fraction * 100)} %, ${count(state.rows)} rows, ${rate(perSecond)}${left}`;
};

export interface ProgressDisplay {
  show(state: ProgressState): void;
  /** Clears what was drawn in place. */
  end(): void;
}

export const progressDisplay = (output: Output, clock: Clock): ProgressDisplay => {
  const line = statusLine(output, clock);
  return {
    show: (state) => line.show(
      () => `${state.name} ${bar(fractionOf(state))} ${progressText(state)}`,
      () => `${state.name}: ${progressText(state)}`,
    ),
    end: () => line.end(),
  };
};
