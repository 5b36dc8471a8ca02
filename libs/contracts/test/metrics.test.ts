import { describe, expect, it } from 'vitest';
import { type MetricDefinition, metrics } from '../src/metrics.ts';

const all = Object.entries<MetricDefinition>(metrics);
const named = (kind: MetricDefinition['kind']): readonly string[] => all.filter(([, metric]) => metric.kind === kind).map(([name]) => name);

describe('a metric follows the rules of Prometheus', () => {
  it.each(all)('%s', (name, { help, labels, buckets = [] }) => {
    expect(name).toMatch(/^streamforge_[a-z]+(_[a-z]+)*$/);
    expect(name).not.toMatch(/milliseconds|minutes|kilobytes|megabytes|percent|_(count|sum|bucket)$/);
    expect(help).toMatch(/^[A-Z].*\.$/);
    for (const label of labels) expect(['service', 'topic', 'code', 'route', 'method', 'status', 'interval', 'state', 'model', 'type', 'verdict', 'champion']).toContain(label);
    expect(buckets).toEqual([...new Set(buckets)].toSorted((a, b) => a - b));
  });

  it('counters end in _total, and nothing else does', () => {
    expect(all.map(([name]) => name).filter((name) => name.endsWith('_total'))).toEqual(named('counter'));
  });

  it('histograms have buckets, and nothing else does', () => {
    expect(all.filter(([, { buckets }]) => buckets !== undefined).map(([name]) => name)).toEqual(named('histogram'));
  });
});
