import { Asset } from '@streamforge/contracts/events/asset';
import { describe, expect, it } from 'vitest';
import { Turns } from '../src/loop/turns.ts';
import { createMetrics } from '../src/metrics.ts';
import { publisher } from '../src/publish.ts';
import { hostPlace } from './open-host.ts';

const TIME = Date.UTC(2024, 0, 1);
const asset = Asset.parse({ exchange: 'local', symbol: 'BTCUSDT', kind: 'pair' });

describe('publishing', () => {
  const place = hostPlace();

  it('writes each record with an id, a source and a type, counts it, and writes nothing for nothing', async () => {
    const { events, close } = await place().ports();
    const metrics = createMetrics();
    const publish = publisher('ingest', events, metrics, new Turns());
    await publish('market.assets.v1', []);
    expect(await metrics.text()).not.toMatch(/^streamforge_records_published_total\{/m);
    const body = Buffer.from('{"made":"elsewhere"}');
    await publish('market.assets.v1', [
      { id: 'one', time: TIME, value: asset },
      { id: 'gone', time: TIME, key: 'local:OLD', value: null },
      { id: 'two', time: TIME, key: 'local:RAW', value: asset, body },
    ]);
    const lanes = await events.offsets('market.assets.v1');
    const records = (await Promise.all(lanes.map((lane) => events.read({ ...lane, offset: lane.start }, { maxRecords: 10, maxBytes: 1e6 })))).flat();
    const told = new Map(records.map((record) => [Buffer.from(record.header('ce_id') ?? '').toString(), record]));
    expect([...told.keys()].toSorted()).toEqual(['gone', 'one', 'two']);
    expect(JSON.parse(Buffer.from(told.get('one')?.value ?? '').toString())).toMatchObject({ symbol: 'BTCUSDT' });
    expect(told.get('gone')?.value).toBeNull();
    expect(Buffer.from(told.get('two')?.value ?? '').equals(body)).toBe(true);
    expect(Buffer.from(told.get('one')?.header('ce_source') ?? '').toString()).toBe('/streamforge/ingest');
    expect(await metrics.text()).toContain('streamforge_records_published_total{service="ingest",topic="market.assets.v1"} 3');
    await close();
  });
});
