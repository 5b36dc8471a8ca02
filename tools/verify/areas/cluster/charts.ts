/** Charts by helm and kubeconform, which are built from source once. */
import type { Figure } from '@streamforge/figures/figure';
import { suiteFigure } from '../../src/suite.ts';

const tests = (...names: readonly string[]): readonly string[] => names.map((name) => `tools/cluster/test/${name}.test.ts`);

export const figures: readonly Figure[] = [
  suiteFigure({ name: 'every chart and case: helm lint and template, kubeconform strict, nothing skipped; what every pod keeps to', files: tests('charts') }),
  suiteFigure({ name: 'default deny; edges that are allowed, users and grants of Kafka = the contract', files: tests('edges') }),
  suiteFigure({ name: 'environments differ by values only', files: tests('environments') }),
  suiteFigure({ name: 'upgrades touch nothing that can’t change: from each recorded release, and by changed values', files: tests('upgrades') }),
  suiteFigure({ name: 'wrong values fail with a sentence that says what to write', files: tests('wrong-values', 'wrong-words') }),
  suiteFigure({ name: 'the command line in a pod of its own: restricted, every server, no secret written', files: tests('command-line') }),
  suiteFigure({ name: 'commands and values that runbooks and pages name are there; alerts only about what runs', files: ['apps/streamforge/test/pages.test.ts', ...tests('named-values', 'rules')] }),
  suiteFigure({ name: 'KEDA asks from its own namespace by names, topics and a protocol that are answered', files: tests('scaling') }),
];
