/** From the contract to what a cluster is told: nothing drifts, every kind of change is noticed, and each tool's own checker takes it. */
import type { Figure } from '@streamforge/figures/figure';
import { suiteFigure } from '../../src/suite.ts';

const tests = (...names: readonly string[]): readonly string[] => names.map((name) => `tools/generate/test/${name}.test.ts`);

export const figures: readonly Figure[] = [
  suiteFigure({ name: 'generated files drift: a topic renamed, a consumer added, a lag target changed', files: tests('drift') }),
  suiteFigure({ name: 'topics, users, triggers and network edges say what the contract says', files: tests('cluster-objects') }),
  suiteFigure({ name: 'AsyncAPI by the official parser, JSON Schemas by recorded events, the reference', files: tests('documents') }),
  suiteFigure({ name: 'code that reaches for a topic it is not granted: compiler, host', files: [...tests('granted-code'), 'libs/service-host/test/granted-log.test.ts'] }),
  suiteFigure({ name: 'a real broker with the generated users (needs `npm run backends -- up kafka`)', files: tests('grants') }),
];
