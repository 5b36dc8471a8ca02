import { describe, expect, it } from 'vitest';
import { outsiders, roles, roleOf } from '../src/roles.ts';
import { runOf } from '../src/runs.ts';
import { serviceNames, serviceOf } from '../src/services.ts';
import { topicNames, topicOf, type TopicName } from '../src/topics.ts';

const consumed = (name: (typeof serviceNames)[number]) => Object.keys(serviceOf(name).consumes) as TopicName[];

describe('how a service runs', () => {
  it.each(serviceNames)('%s has no more instances than its largest topic has partitions, and no fewer than it needs', (name) => {
    const { least, most, quota } = runOf(serviceOf(name));
    const largest = Math.max(...consumed(name).map((topic) => topicOf(topic).partitions));
    expect(least).toBeLessThanOrEqual(most);
    if (consumed(name).length > 0) expect(most).toBeLessThanOrEqual(largest);
    expect(Object.values(quota).every((each) => each > 0)).toBe(true);
  });

  it.each(serviceNames)('%s grows on what it has', (name) => {
    const { grows } = runOf(serviceOf(name));
    expect(grows === 'load').toBe(consumed(name).length === 0);
    if (grows === 'jobs') expect(serviceOf(name).ports).toContain('relational');
  });

  it('keeps one running of who answers clients', () => {
    const asked = serviceNames.filter((name) => serviceOf(name).serves === 'clients');
    expect(asked.filter((name) => runOf(serviceOf(name)).least === 0)).toEqual([]);
  });

  it('takes what a service says of itself over the usual, number by number', () => {
    const { least, quota } = runOf({ runs: { quota: { produceBytes: 1 } } });
    expect([least, quota.produceBytes, quota.consumeBytes]).toEqual([1, 1, 33_554_432]);
  });
});

describe('every archived topic', () => {
  it.each(topicNames.filter((name) => topicOf(name).retention.kind === 'archived'))('%s leaves the log through one service, which reads it', (topic) => {
    const pruners = serviceNames.filter((name) => serviceOf(name).prunes?.includes(topic));
    expect(pruners).toHaveLength(1);
    for (const pruner of pruners) expect(consumed(pruner)).toContain(topic);
  });

  it('is all that anybody deletes from', () => {
    const pruned = serviceNames.flatMap((name) => serviceOf(name).prunes ?? []);
    expect(pruned.filter((topic) => topicOf(topic).retention.kind !== 'archived')).toEqual([]);
  });
});

describe('a role', () => {
  it.each(Object.keys(roles) as (keyof typeof roles)[])('%s can be filled by a server with a port', (name) => {
    expect(Object.values(roleOf(name).servers).length).toBeGreaterThan(0);
    expect(Object.values(roleOf(name).servers).every((port) => port > 0 && port < 65_536)).toBe(true);
  });

  it('of others is named by a setting', () => {
    for (const { setting } of Object.values(outsiders)) expect(setting).toMatch(/^[A-Z][A-Z_]+_URL$/);
  });
});
