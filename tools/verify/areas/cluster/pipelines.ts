/** GitLab's pipeline: what a change builds and deploys, as the tools that read it see it. */
import type { Figure } from '@streamforge/figures/figure';
import { suiteFigure } from '../../src/suite.ts';

const tests = (...names: readonly string[]): readonly string[] => names.map((name) => `tools/pipelines/test/${name}.test.ts`);

export const figures: readonly Figure[] = [
  suiteFigure({ name: 'GitLab’s schema takes every pipeline file, Renovate’s its configuration, ArgoCD’s its objects (check-jsonschema)', files: tests('schema', 'renovate') }),
  suiteFigure({ name: 'a change in apps/ingest builds and deploys ingest only, in libs/contracts every service, in docs none (gitlab-ci-local)', files: tests('affected') }),
  suiteFigure({ name: 'pipelines watch all that an image is bundled from (esbuild), and are as the Nx graph makes them', files: tests('image-sources', 'generated') }),
  suiteFigure({ name: 'images by Kaniko or BuildKit, digests by ArgoCD or helm and back again, settings that nobody filled in', files: tests('build-image', 'deploy', 'settings') }),
  suiteFigure({ name: 'ArgoCD: order of waves, that they gate (its health check, run by Lua), order of deletion, every object in one release (helm)', files: tests('argocd', 'releases') }),
];
