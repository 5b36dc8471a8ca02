import type { ServiceName } from '@streamforge/contracts/services';
import type { Clock } from '@streamforge/determinism/clock';
import type { OpenPorts } from '@streamforge/service-host/run';
import { clusterPlace, type ClusterPlace, type ClusterUrls } from './cluster-place.ts';

export interface ClusterPlaces {
  /** The place that stands for a directory: made when it is first asked for. */
  placeOf(directory: string): Promise<ClusterPlace>;
  /** Opens every port there, as a suite wants it that knows directories only. */
  openPorts(directory: string, clock: Clock): Promise<OpenPorts>;
  /** Removes all places made so far; a suite calls it after each test. */
  dispose(): Promise<void>;
}

/** Places on the servers, one for each directory that tests name. */
export const clusterPlaces = (urls: ClusterUrls | undefined, services: readonly ServiceName[], partitions: number): ClusterPlaces => {
  const places = new Map<string, Promise<ClusterPlace>>();
  const placeOf = async (directory: string): Promise<ClusterPlace> => {
    if (urls === undefined) throw new Error('no servers');
    const place = places.get(directory) ?? clusterPlace(urls, services, partitions);
    places.set(directory, place);
    return await place;
  };
  return {
    placeOf,
    openPorts: async (directory, clock) => await (await placeOf(directory)).open(clock),
    dispose: async () => {
      for (const place of places.values()) await (await place).dispose();
      places.clear();
    },
  };
};
