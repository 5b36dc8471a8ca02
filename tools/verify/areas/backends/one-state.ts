/** Embedded or distributed, one or three processes: the same state. */
import { oneState } from '@streamforge/faults/cluster/one-state';
import type { Figure } from '@streamforge/figures/figure';
import { clusterUrls } from '@streamforge/testing/cluster-place';

const RECORDS = 6_000;
const PROCESSES = 3;

export const figures: readonly Figure[] = [{
  name: `state hash of ${RECORDS} mixed records, embedded and over Kafka + Postgres + S3 with ${PROCESSES} ingest processes`,
  bar: 'the same, and every process had its share',
  measure: async () => {
    const urls = clusterUrls();
    if (urls === undefined) throw new Error('start the servers first: npm run backends -- up');
    const { embedded, cluster, shares } = await oneState(urls, 17, RECORDS, PROCESSES);
    const same = embedded.hash === cluster.hash;
    return {
      measured: `${same ? embedded.hash.slice(0, 12) : `${embedded.hash.slice(0, 12)} against ${cluster.hash.slice(0, 12)}`}, records read by each: ${shares.join(', ')}`,
      ok: same && shares.every((records) => records > 0),
    };
  },
}];
