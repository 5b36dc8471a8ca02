/** Tells the person watching a replay that it waits for the platform: at once, then every 10 s. */
import { errors, type ErrorCode } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { answering } from './patience.ts';

const TELL_EVERY_MS = 10_000;

export const waitingNote = (clock: Clock, talk: (line: string) => void): (code: ErrorCode | undefined) => void => {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (code) => {
    const now = clock.monotonic();
    if (now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    talk(code !== undefined && answering.has(code) ? `${errors[code].says} Waiting…` : 'the platform does not answer; waiting…');
  };
};
