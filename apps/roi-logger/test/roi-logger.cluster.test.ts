/** The suite of every service, over Kafka and Postgres. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterPlace, clusterUrls, type ClusterPlace } from '@streamforge/testing/cluster-place';
import { afterEach, describe } from 'vitest';
import { toldOfFills } from './subject.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka and Postgres', () => {
  const places = new Map<string, Promise<ClusterPlace>>();
  const placeOf = async (directory: string): Promise<ClusterPlace> => {
    if (urls === undefined) throw new Error('no servers');
    const place = places.get(directory) ?? clusterPlace(urls, ['roi-logger', 'gateway'], 4);
    places.set(directory, place);
    return await place;
  };
  afterEach(async () => {
    for (const place of places.values()) await (await place).dispose();
    places.clear();
  });
  serviceConformance({ ...toldOfFills, openPorts: async (directory, clock) => await (await placeOf(directory)).open(clock) });
});
