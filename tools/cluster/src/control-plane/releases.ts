/** The releases that an environment is, as docs/cluster/install.md and the pipeline make them. */
import { existsSync } from 'node:fs';
import { charts } from '../helm.ts';
import { namespace } from './cluster-state.ts';
import type { Answer, Ask } from './kubectl.ts';

export type Manner = 'one release' | 'a release for each service';

export interface Release {
  readonly name: string;
  readonly chart: string;
  readonly values: readonly string[];
  readonly set: readonly string[];
}

export const releasesOf = (environment: string, manner: Manner): readonly Release[] => {
  const folder = `deploy/environments/${environment}`;
  const services = charts().filter((chart) => chart !== 'platform');
  const platform = { name: 'streamforge', chart: 'platform', values: [`${folder}/values.yaml`] };
  if (manner === 'one release') return [{ ...platform, values: [...platform.values, `${folder}/services.yaml`].filter((file) => existsSync(file)), set: [] }];
  return [
    { ...platform, set: services.map((service) => `${service}.enabled=false`) },
    ...services.map((service) => ({ name: service, chart: service, values: [`${folder}/services.yaml`, `${folder}/services/${service}.yaml`].filter((file) => existsSync(file)), set: [] })),
  ];
};

const upgradeWords = ({ name, chart, values, set }: Release, more: readonly string[] = []): readonly string[] => [
  'upgrade', '--install', name, `charts/${chart}`, '--namespace', namespace, ...values.flatMap((file) => ['--values', file]), ...set.flatMap((each) => ['--set', each]), ...more,
];

/** Waits for pods, and goes back when they don't come, as the pages say. */
export const waiting = ['--rollback-on-failure', '--wait', '--timeout', '3m'] as const;

export const upgrade = async (helm: Ask, release: Release, more: readonly string[] = []): Promise<Answer> => await helm(upgradeWords(release, more));
