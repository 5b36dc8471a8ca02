/** One release to change: all of staging, and what is asked of it again and again. */
import { namespace, objects, prepare, settled, type Live } from '../cluster-state.ts';
import { must, type Answer } from '../kubectl.ts';
import { releasesOf, upgrade, waiting } from '../releases.ts';
import type { ControlPlane } from '../running.ts';
import type { Row } from './row.ts';

export interface Staging extends ControlPlane {
  /** As it was first installed. */
  readonly beginning: readonly Live[];
  readonly upgrade: (...more: readonly string[]) => Promise<Answer>;
  readonly helmDoes: (...words: readonly string[]) => Promise<Answer>;
  readonly kubectlDoes: (...words: readonly string[]) => Promise<Answer>;
}

export const inNamespace = ['--namespace', namespace] as const;

export const stagingOn = async (plane: ControlPlane): Promise<Staging> => {
  const [release] = releasesOf('staging', 'one release');
  if (release === undefined) throw new Error('staging is no release');
  await prepare(plane);
  await must(upgrade(plane.helm, release, waiting));
  await settled(plane.kubectl);
  return {
    ...plane,
    beginning: await objects(plane.kubectl),
    upgrade: async (...more) => await upgrade(plane.helm, release, more),
    helmDoes: async (...words) => await plane.helm([...words, ...inNamespace]),
    kubectlDoes: async (...words) => await plane.kubectl([...words, ...inNamespace]),
  };
};

/** Holds each answer to what it should be: taken, or refused with these words. */
export const judged = (name: string, bar: string, steps: readonly (readonly [string, Answer, string?])[]): Row => {
  const wrong = steps.filter(([, { code, said }, refusal]) => (refusal === undefined ? code !== 0 : code === 0 || !said.includes(refusal)));
  return {
    name, bar, ok: wrong.length === 0,
    measured: wrong.length === 0
      ? steps.map(([what, , refusal]) => `${what}: ${refusal === undefined ? 'taken' : `refused (${refusal})`}`).join('; ')
      : wrong.map(([what, { code, said }]) => `${what}: ${code === 0 ? 'taken' : said.trim().slice(0, 300)}`).join('; '),
  };
};
