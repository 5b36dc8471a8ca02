/** The suite of every service, over Kafka, Postgres and S3. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterPlace, clusterUrls, type ClusterPlace } from '@streamforge/testing/cluster-place';
import { afterEach, describe } from 'vitest';
import { ingest } from '../src/service.ts';
import { badCandle, goodCandle } from './candle-records.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka, Postgres and S3', () => {
  const places = new Map<string, Promise<ClusterPlace>>();
  const placeOf = async (directory: string): Promise<ClusterPlace> => {
    if (urls === undefined) throw new Error('no servers');
    const place = places.get(directory) ?? clusterPlace(urls, ['ingest', 'gateway'], 12);
    places.set(directory, place);
    return await place;
  };
  afterEach(async () => {
    for (const place of places.values()) await (await place).dispose();
    places.clear();
  });
  serviceConformance({
    service: ingest,
    openPorts: async (directory, clock) => await (await placeOf(directory)).open(clock),
    topic: 'market.candles.v1',
    goodRecord: goodCandle,
    badRecord: badCandle,
  });
});
