import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@streamforge/determinism/clock';
import { describe, expect, it } from 'vitest';
import { bar } from '../src/output/bar.ts';
import { openOutput } from '../src/output/output.ts';
import { progressDisplay, progressText } from '../src/replay/progress.ts';
import { fakeTerminal } from './fake-terminal.ts';

const state = { name: 'a.csv', bytesDone: 61, bytesTotal: 100, rows: 96_400, elapsed: 2_000 };

const turned = () => {
  let now = 0;
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: (ms) => setTimeout(ms) };
  return { clock, turn: (ms: number) => { now += ms; } };
};

describe('the progress of a replay', () => {
  it('has rate and time left', () => {
    expect(progressText(state)).toBe('61 %, 96,400 rows, 48,200/s, 1 s left');
    expect(progressText({ ...state, bytesDone: 0, rows: 0, elapsed: 0 })).toBe('0 %, 0 rows, 0.0/s');
    expect(bar(0.5)).toBe('████████████░░░░░░░░░░░░');
  });

  it('is drawn in place on a terminal and leaves no trace', () => {
    const terminal = fakeTerminal({ tty: true });
    const { clock, turn } = turned();
    const display = progressDisplay(openOutput(terminal, false), clock);
    turn(150);
    display.show(state);
    display.show(state);
    display.end();
    expect(terminal.err().split('\r\u001b[K')).toHaveLength(3);
    expect(terminal.err()).toContain('61 %');
    expect(terminal.out()).toBe('');
  });

  it('is a plain line every few seconds elsewhere', () => {
    const terminal = fakeTerminal();
    const { clock, turn } = turned();
    const display = progressDisplay(openOutput(terminal, false), clock);
    for (let second = 0; second < 10; second++) {
      turn(1_000);
      display.show(state);
    }
    display.end();
    expect(terminal.err().trim().split('\n')).toEqual(Array.from({ length: 3 }, () => `a.csv: ${progressText(state)}`));
  });
});
