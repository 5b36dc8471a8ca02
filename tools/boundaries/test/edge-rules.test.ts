import { describe, expect, it } from 'vitest';
import { edgeViolations } from '../src/edge-rules.ts';
import type { Project, Workspace } from '../src/workspace.ts';

const project = (root: string, layer: string, declares: readonly string[] = []): Project =>
  ({ name: `@streamforge/${root.split('/')[1] ?? ''}`, root, tags: [`layer:${layer}`], declares: declares.map((name) => name.includes('/') ? name : `@streamforge/${name}`) });

const workspace = (...projects: readonly Project[]): Workspace => ({ projects, edges: [] });
const all = (declares: readonly string[]): Workspace => workspace(
  project('libs/contracts', 'contracts', declares),
  project('libs/market', 'pure', declares),
  project('libs/event-log', 'port', declares),
  project('libs/testing', 'testing', declares),
  project('libs/service-host', 'host', declares),
  project('apps/ingest', 'app', declares),
  project('apps/gateway', 'app', declares),
  project('apps/streamforge', 'app', declares),
);
const everyone = ['contracts', 'market', 'event-log', 'testing', 'service-host', 'ingest', 'gateway'];
const verdict = (file: string, specifier: string): readonly string[] => edgeViolations(all(everyone), [{ file, specifier }]);

describe('the edge rules', () => {
  it.each([
    ['apps/ingest/src/candles.ts', '@streamforge/event-log/port'],
    ['libs/market/src/candle-rules.ts', '@streamforge/contracts/errors'],
    ['apps/streamforge/src/up.ts', '@streamforge/ingest/service'],
    ['libs/market/test/indicators.test.ts', '@streamforge/testing/shared-data'],
    ['libs/event-log/src/conformance.ts', '@streamforge/testing/shared-data'],
    ['libs/market/src/returns.ts', './indicators/ema.ts'],
    ['libs/market/test/returns.test.ts', 'vitest'],
    ['libs/market/src/returns.ts', 'node:crypto'],
  ])('let %s import %s', (file, specifier) => {
    expect(verdict(file, specifier)).toEqual([]);
  });

  it.each([
    ['libs/market/src/returns.ts', '@streamforge/event-log/port', 'layer:pure may not import layer:port'],
    ['libs/contracts/src/topics.ts', '@streamforge/market/interval', 'layer:contracts may not import layer:pure'],
    ['libs/event-log/src/port.ts', '@streamforge/service-host/run', 'layer:port may not import layer:host'],
    ['apps/ingest/src/candles.ts', '@streamforge/gateway/service', 'an app never imports an app'],
    ['apps/streamforge/src/up.ts', '@streamforge/ingest/candles', 'an app never imports an app'],
    ['apps/ingest/src/candles.ts', '../../gateway/src/service.ts', 'leaves its package'],
    ['apps/ingest/src/candles.ts', '@streamforge/testing/oracle', 'only tests may'],
    ['libs/market/src/returns.ts', 'lodash', 'lodash is not declared in libs/market/package.json'],
    ['libs/market/src/returns.ts', 'vitest', 'vitest is not declared'],
  ])('catch %s importing %s', (file, specifier, says) => {
    expect(verdict(file, specifier)).toEqual([expect.stringContaining(says)]);
  });

  it('catch a package without a layer, with an unknown one or with two', () => {
    const untagged = { ...project('libs/market', 'pure'), tags: ['npm:private'] };
    const unknown = project('libs/codec', 'sideways');
    const twofold = { ...project('libs/sqlite', 'pure'), tags: ['layer:pure', 'layer:port'] };
    expect(edgeViolations(workspace(untagged, unknown, twofold), [])).toHaveLength(3);
  });

  it('catch a declared dependency that nothing imports', () => {
    const shape = { ...all(everyone), edges: [{ from: '@streamforge/ingest', to: '@streamforge/market' }] };
    expect(edgeViolations(shape, [])).toEqual(['apps/ingest: declares @streamforge/market and never imports it']);
    expect(edgeViolations(shape, [{ file: 'apps/ingest/src/candles.ts', specifier: '@streamforge/market/candle-rules' }])).toEqual([]);
  });
});
