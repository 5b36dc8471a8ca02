import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { charts, parsed, rendered } from '../src/helm.ts';
import { forbiddenChanges, immutableOf, type Immutable } from '../src/immutable.ts';
import type { Manifest } from '../src/manifest.ts';
import { helm } from './every-case.ts';

const folder = 'tools/cluster/test/released';
const releases = readdirSync(folder).map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Readonly<Record<string, Immutable>>] as const);
let now: ReadonlyMap<string, readonly Manifest[]>;

beforeAll(async () => {
  if (helm === undefined) return;
  now = new Map(await Promise.all(charts().map(async (chart) => [chart, parsed(await rendered(helm ?? '', chart, [`charts/${chart}/ci/default-values.yaml`]))] as const)));
});

const changes = async (chart: string, ...set: readonly string[]): Promise<readonly string[]> =>
  forbiddenChanges(immutableOf(now.get(chart) ?? []), immutableOf(parsed(await rendered(helm ?? '', chart, [`charts/${chart}/ci/default-values.yaml`], set))));

describe.skipIf(helm === undefined)('an upgrade', () => {
  it.each(releases)('from %s touches nothing that can’t change', (_version, before) => {
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(7);
    for (const [chart, fields] of Object.entries(before)) expect(forbiddenChanges(fields, immutableOf(now.get(chart) ?? [])), chart).toEqual([]);
  });

  it.each([
    ['another image', 'ingest', 'image.tag="9.9.9"'],
    ['other labels and annotations of pods', 'ingest', 'podLabels={"team":"a"}'],
    ['no scaler', 'ingest', 'autoscaling.enabled=false'],
    ['other stores', 'ingest', 'stores.documents.url="arangodb://a:8529/b"'],
    ['larger volumes', 'platform', 'minio.storage.size="2Ti"'],
    ['more brokers with larger disks', 'platform', 'kafka={"brokers":5,"storage":{"size":"1Ti"}}'],
    ['another image of a store', 'platform', 'qdrant.image="qdrant/qdrant:v1.20.0"'],
  ])('to %s is one that Kubernetes takes', async (_what, chart, set) => expect(await changes(chart, set)).toEqual([]));

  it('that renames, drops or shrinks what holds data is noticed', async () => {
    expect(await changes('ingest', 'fullnameOverride="ingest"')).toEqual([]);
    expect(await changes('platform', 'qdrant.enabled=false', 'global.services.stores.vectors.url="qdrant://q"')).toEqual([
      'PersistentVolumeClaim streamforge-qdrant-storage is gone', 'PersistentVolumeClaim streamforge-qdrant-snapshots is gone', 'StatefulSet streamforge-qdrant is gone',
    ]);
    const topic = { apiVersion: 'kafka.strimzi.io/v1', kind: 'KafkaTopic', metadata: { name: 'a' }, spec: { partitions: 12 } };
    expect(forbiddenChanges(immutableOf([topic]), immutableOf([{ ...topic, spec: { partitions: 6 } }]))).toEqual(['KafkaTopic a: fewer partitions']);
    const pods = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { selector: { matchLabels: { a: 'b' } } } };
    expect(forbiddenChanges(immutableOf([pods]), immutableOf([{ ...pods, spec: { selector: { matchLabels: { a: 'c' } } } }]))).toEqual(['Deployment a: spec.selector']);
  });
});
