import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { ingest } from '../src/service.ts';

const OPEN = Date.UTC(2024, 0, 1);

const candle = (n: number, high: string) => ({
  key: `local:S${n % 20}:1m`,
  value: JSON.stringify({
    exchange: 'local', symbol: `S${n % 20}`, interval: '1m', openTime: OPEN + n * 60_000, open: '10', high, low: '9', close: '11', volume: String(n),
  }),
});

serviceConformance({
  service: ingest,
  openPorts: (directory, clock) => openEmbedded({ directory, clock }),
  topic: 'market.candles.v1',
  goodRecord: (n) => candle(n, '12'),
  badRecord: (n) => candle(n, '8'),
});
