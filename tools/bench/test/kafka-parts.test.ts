/** The parts of the Kafka benchmark that could be wrong without anybody noticing. */
import { decodeRecord } from '@streamforge/codec/decode';
import { describe, expect, it } from 'vitest';
import { processSeconds, treeSeconds } from '../src/kafka/cpu.ts';
import { Gate } from '../src/kafka/gate.ts';
import { candleLists, candleMessages, SERIES } from '../src/kafka/input.ts';
import { LatencyTable, quantile, together, WARM_MS } from '../src/kafka/latency-table.ts';

describe('the input', () => {
  it('is valid, of about 180 bytes, each candle once', () => {
    const messages = [...candleMessages(2 * SERIES)];
    const bytes = messages.reduce((sum, { value }) => sum + value.length, 0) / messages.length;
    expect(bytes).toBeGreaterThan(170);
    expect(bytes).toBeLessThan(190);
    const [decoded] = messages.map(({ key, value }, offset) =>
      decodeRecord('market.candles.v1', 0, { offset, timestamp: Date.UTC(2026, 0, 1), key: Buffer.from(key), value: Buffer.from(value), header: () => undefined }))
      .filter(({ ok }) => !ok);
    expect(decoded).toBeUndefined();
    expect(new Set(messages.map(({ key, value }) => `${key} ${/openTime":\d+/.exec(value)?.[0] ?? ''}`)).size).toBe(messages.length);
  });

  it('is the same in lists, each time', () => {
    expect([...candleLists(1_000, 300)].map(({ length }) => length)).toEqual([300, 300, 300, 100]);
    expect([...candleLists(1_000, 300)].flat()).toEqual([...candleMessages(1_000)]);
  });
});

describe('latencies', () => {
  it('leave out the first seconds and give quantiles of the rest', () => {
    const table = new LatencyTable();
    table.add(0, 9_000);
    for (let ms = 1; ms <= 100; ms += 1) table.add(WARM_MS + ms, WARM_MS + 2 * ms);
    expect(quantile(table.counts(), 0.5)).toBe(50);
    expect(quantile(table.counts(), 0.99)).toBe(99);
    expect(quantile(together([table.counts(), [[1_000, 300]]]), 0.5)).toBe(1_000);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('CPU time', () => {
  it('is what the system counts of a process, and with its children no less', () => {
    const before = processSeconds(process.pid);
    const until = performance.now() + 200;
    while (performance.now() < until) Math.sqrt(until);
    expect(processSeconds(process.pid)).toBeGreaterThan(before);
    expect(treeSeconds(process.pid)).toBeGreaterThanOrEqual(processSeconds(process.pid));
    expect(processSeconds(2 ** 30)).toBe(0);
  });
});

describe('the gate', () => {
  it('holds batches until it opens, and lets go of those that were taken away', async () => {
    const gate = new Gate();
    const taken = new AbortController();
    const [held, gone] = [gate.pass(), gate.pass(taken.signal)];
    taken.abort(new Error('moved'));
    await expect(gone).rejects.toThrow('moved');
    gate.open();
    await expect(held).resolves.toBeUndefined();
    await expect(gate.pass()).resolves.toBeUndefined();
  });
});
