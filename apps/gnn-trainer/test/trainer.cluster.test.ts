/** The suite of every service over Kafka and Postgres, and a training over Kafka, Postgres and S3. */
import { serviceConformance } from '@streamforge/service-host/conformance';
import { clusterUrls } from '@streamforge/testing/cluster-place';
import { clusterPlaces } from '@streamforge/testing/cluster-places';
import type { RunningHost } from '@streamforge/service-host/run';
import { afterEach, describe, expect, it } from 'vitest';
import { storeBars } from './market.ts';
import { training } from './orders.ts';
import { freshPlatform, platformOver, type Platform } from './platform.ts';
import { toldOfCommands } from './subject.ts';

const urls = clusterUrls();

describe.skipIf(urls === undefined)('over Kafka and Postgres', () => {
  const { placeOf, openPorts, dispose } = clusterPlaces(urls, ['gnn-trainer', 'gateway'], 3);
  afterEach(dispose);
  serviceConformance({ ...toldOfCommands, openPorts });

  describe('a training', () => {
    const embedded = freshPlatform();

    it('makes the very weights, scores and predictions that it makes embedded', async () => {
      const hosts: RunningHost[] = [];
      const ports = await (await placeOf('training')).open();
      const cluster = await platformOver('', ports, hosts);
      await storeBars(ports.documents);
      for (const platform of [embedded(), cluster]) {
        await platform.start();
        await platform.send(training('job-1'));
        expect(await platform.ended('job-1')).toMatchObject({ state: 'finished' });
      }
      const made = async ({ registry, keys, text, published, ports: { objects } }: Platform) => {
        return {
          // When it was made is the only difference, and with it the manifest's hash.
          version: { ...await registry.champion('small'), sha256: '', createdAt: 0 }, metrics: await registry.metrics('job-1'), keys: await keys('models/'), weights: (await objects.head('models/small/1/model.safetensors'))?.sha256,
          scores: await text('models/small/1/metrics.json'), predictions: new Set((await published('gnn.predictions.v1')).map(({ id }) => id)),
        };
      };
      expect(await made(cluster)).toEqual(await made(embedded()));
      for (const host of hosts) await host.stop();
      await ports.close();
    }, 60_000);
  });
});
