/** The suite of every service, over Kafka and Postgres. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { clusterPlaces } from '@streamforge/testing/cluster-places';
import { afterEach, describe } from 'vitest';
import { toldOfFills } from './subject.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka and Postgres', () => {
  const { openPorts, dispose } = clusterPlaces(urls, ['roi-logger', 'gateway'], 4);
  afterEach(dispose);
  serviceConformance({ ...toldOfFills, openPorts });
});
