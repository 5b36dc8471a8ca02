/** The suite of every service, over Kafka, Postgres and Qdrant's engine. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { clusterPlaces } from '@streamforge/testing/cluster-places';
import { afterEach, describe } from 'vitest';
import { toldOfDocuments } from './subject.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka, Postgres and Qdrant’s engine', () => {
  const { openPorts, dispose } = clusterPlaces(urls, ['embeddings', 'gateway'], 4);
  afterEach(dispose);
  serviceConformance({ ...toldOfDocuments, openPorts });
});
