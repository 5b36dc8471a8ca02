/** The suite of every service, over Kafka, Postgres and S3. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { clusterPlaces } from '@streamforge/testing/cluster-places';
import { afterEach, describe } from 'vitest';
import { ingest } from '../src/service.ts';
import { badCandle, goodCandle } from './candle-records.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka, Postgres and S3', () => {
  const { openPorts, dispose } = clusterPlaces(urls, ['ingest', 'gateway'], 12);
  afterEach(dispose);
  serviceConformance({
    service: ingest,
    openPorts,
    topic: 'market.candles.v1',
    goodRecord: goodCandle,
    badRecord: badCandle,
  });
});
