/** Each part of an environment as ArgoCD has it rendered: by helm, with its own values files and switches. */
import { existsSync } from 'node:fs';
import { serviceNames } from '@streamforge/contracts/services';
import { goTool } from '@streamforge/cluster-tools/go-tools';
import { parsed, rendered } from '@streamforge/cluster-tools/helm';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../src/argocd/parts.ts';

const helm = await goTool('helm');
const parts = partsOf(serviceNames).flatMap((part) => ('chart' in part.from ? [{ ...part, chart: part.from.chart }] : []));

/** Kind and name of each object of a part. */
const objectsOf = async ({ chart, values = [], sets = {} }: (typeof parts)[number]): Promise<readonly string[]> => {
  const files = values.map((file) => `deploy/environments/staging/${file}`).filter((file) => existsSync(file));
  const text = await rendered(helm ?? '', chart, files, Object.entries(sets).map(([key, value]) => `${key}=${JSON.stringify(value)}`));
  return parsed(text).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
};

describe.skipIf(helm === undefined)('the releases of an environment', () => {
  it('hold every object once', async () => {
    const objects = new Map(await Promise.all(parts.map(async (part) => [part.name, await objectsOf(part)] as const)));
    const all = [...objects.values()].flat();
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
    expect(objects.get('servers')).toEqual(expect.arrayContaining(['Kafka k3', 'KafkaTopic market.bars.v1', 'KafkaUser streamforge-ingest', 'postgresql streamforge-postgres']));
    expect(objects.get('ingest')).toEqual(expect.arrayContaining(['Deployment ingest', 'ScaledObject ingest', 'NetworkPolicy ingest']));
    expect([...new Set(objects.get('dashboards')?.map((name) => name.split(' ')[0]))].toSorted()).toEqual(['ConfigMap', 'PrometheusRule']);
  });
});
