import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { ingest } from '../src/service.ts';
import { badCandle, goodCandle } from './candle-records.ts';

serviceConformance({
  service: ingest,
  openPorts: (directory, clock) => openEmbedded({ directory, clock }),
  topic: 'market.candles.v1',
  goodRecord: goodCandle,
  badRecord: badCandle,
});
