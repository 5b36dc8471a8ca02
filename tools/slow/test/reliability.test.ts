import { describe, expect, it } from 'vitest';
import { recorded } from '../src/reliability.ts';

const row = (measured: string) => ({ name: 'kills', measured, bar: '50 of 50', ok: true });

describe('docs/reliability.md', () => {
  it('has the newest figures of each run, in the order of their names', () => {
    const first = recorded('', 'kills', [row('49 of 50')], 'here');
    const second = recorded(first, 'growth', [row('a | b')], 'there');
    const third = recorded(second, 'kills', [row('50 of 50')], 'again');
    expect(third.split('\n').slice(-3)).toEqual([
      '| growth | kills | a \\| b | 50 of 50 | ok | there |',
      '| kills | kills | 50 of 50 | 50 of 50 | ok | again |',
      '',
    ]);
    expect(third.match(/^# Reliability$/gm)).toHaveLength(1);
  });
});
