import { describe, expect, it } from 'vitest';
import { noColours } from '../src/output/colour.ts';
import { bytes, count, duration, instant, rate } from '../src/output/figures.ts';
import { table } from '../src/output/table.ts';

describe('figures for people', () => {
  it('are written the same everywhere', () => {
    expect([count(172_592), rate(48_200.4), rate(3.14)]).toEqual(['172,592', '48,200/s', '3.1/s']);
    const spelled = [850, 12_400, 200_000, 7_500_000, 2_592_000_000].map(duration);
    expect(spelled).toEqual(['850 ms', '12 s', '3 min 20 s', '2 h 05 min', '30 days']);
    expect([bytes(0), bytes(812), bytes(3_355_443)]).toEqual(['0 B', '812 B', '3.2 MiB']);
    expect([instant(1_769_904_000_000), instant(1_769_904_000_001)]).toEqual(['2026-02-01 00:00:00Z', '2026-02-01 00:00:00.001Z']);
  });
});

describe('a table', () => {
  it('aligns text to the left and figures to the right', () => {
    const rows = [{ name: 'BTC', bars: 7 }, { name: 'ETHUSDT', bars: 1_200 }];
    expect(table(rows, [
      { title: 'series', cell: (row) => row.name },
      { title: 'bars', cell: (row) => count(row.bars), align: 'right' },
    ], noColours)).toBe('series    bars\nBTC          7\nETHUSDT  1,200');
  });

  it('keeps its shape whatever others wrote into it', () => {
    const shown = table([{ text: 'a\nb\u001b[31m\u200b' }], [{ title: 'x', cell: ({ text }) => text }], noColours);
    expect(shown).toBe('x\na\\u000ab\\u001b[31m\\u200b');
  });
});
