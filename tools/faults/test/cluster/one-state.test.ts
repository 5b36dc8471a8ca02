import { clusterUrls } from '@streamforge/testing/cluster-place';
import { expect, it } from 'vitest';
import { oneState } from '../../src/cluster/one-state.ts';

const urls = clusterUrls();

it.skipIf(urls === undefined)('is one state embedded, and over Kafka, Postgres and S3 with three ingest processes', async () => {
  if (urls === undefined) throw new Error('no servers');
  const { embedded, cluster, shares } = await oneState(urls, 5, 1_500, 3);
  expect(cluster).toEqual(embedded);
  expect(Object.values(cluster.stored).every((count) => count > 0)).toBe(true);
  expect(shares.every((records) => records > 0)).toBe(true);
}, 240_000);
