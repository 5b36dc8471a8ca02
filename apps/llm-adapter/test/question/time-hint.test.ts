import { describe, expect, it } from 'vitest';
import { rangeOf, timeHint } from '../../src/question/time-hint.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEWEST = Date.UTC(2024, 4, 10, 6, 30);
const today = Date.UTC(2024, 4, 10);

const rangeIn = (question: string): readonly number[] | undefined => {
  const hint = timeHint(question);
  if (hint === undefined) return undefined;
  const { from, to } = rangeOf(hint, NEWEST);
  return [from, to];
};

describe('a time in a question counts back from the newest data', () => {
  it.each([
    ['in the last hour', [NEWEST - HOUR, NEWEST]],
    ['over the past 3 days', [NEWEST - 3 * DAY, NEWEST]],
    ['the previous two weeks', [NEWEST - 14 * DAY, NEWEST]],
    ['in the last couple of hours', [NEWEST - 2 * HOUR, NEWEST]],
    ['its 24h change', [NEWEST - DAY, NEWEST]],
    ['this week', [NEWEST - 7 * DAY, NEWEST]],
    ['yesterday', [today - DAY, today]],
    ['today', [today, today + DAY]],
    ['two days ago', [today - 2 * DAY, today - DAY]],
  ])('%s', (question, range) => expect(rangeIn(`What happened ${question}?`)).toEqual(range));
});

describe('a time in a question may be a date, in UTC', () => {
  it.each([
    ['on 2024-01-05', [Date.UTC(2024, 0, 5), Date.UTC(2024, 0, 6)]],
    ['at 2024-01-05T10:30Z', [Date.UTC(2024, 0, 5, 10, 30), Date.UTC(2024, 0, 5, 10, 31)]],
    ['since 2024-05-01', [Date.UTC(2024, 4, 1), NEWEST]],
    ['between 2024-01-05 and 2024-01-07', [Date.UTC(2024, 0, 5), Date.UTC(2024, 0, 8)]],
    ['from 2024-01-05 10:00 to 2024-01-05 12:00', [Date.UTC(2024, 0, 5, 10), Date.UTC(2024, 0, 5, 12, 1)]],
  ])('%s', (question, range) => expect(rangeIn(`What happened ${question}?`)).toEqual(range));

  it.each(['', 'at the close', 'on 2024-13-45', 'the last mile', 'in 5 moments'])('"%s" names none', (question) => expect(rangeIn(question)).toBeUndefined());
});
