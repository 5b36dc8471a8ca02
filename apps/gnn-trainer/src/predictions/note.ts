/** What a person reads of predictions that were asked for: how many assets there is one of, why not of the others, and what the version is worth. */
import type { ModelVersion } from '@streamforge/model-registry/entities';
import type { NextPredictions, Unpredicted } from './predict-next.ts';

/** As many assets as are named for one reason. */
const MOST_NAMED = 5;

const reasons = (unpredicted: readonly Unpredicted[]): readonly string[] => [...Map.groupBy(unpredicted, ({ why }) => why)].map(([why, assets]) => {
  const named = assets.slice(0, MOST_NAMED).map(({ symbol }) => symbol);
  const more = assets.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${why}`;
});

/** Nothing of a champion that is better than its best baseline: that is as it should be. */
const worth = ({ version, better, baseline }: ModelVersion, champion: number | undefined): readonly string[] => {
  const said = [champion !== version && 'not the champion', !better && `no better than its best baseline, ${baseline.name}`].filter((part) => part !== false);
  return said.length === 0 ? [] : [`version ${version} is ${said.join(' and ')}`];
};

/** `11 of 12 assets predicted by lag version 1; D lacks the bar of 2026-02-01T00:00:00Z`. */
export const predictionNote = (
  { predictions, unpredicted }: Pick<NextPredictions, 'unpredicted'> & { readonly predictions: { readonly length: number } }, version: ModelVersion, champion: number | undefined,
): string => [
  `${predictions.length} of ${predictions.length + unpredicted.length} assets predicted by ${version.model} version ${version.version}`,
  ...reasons(unpredicted),
  ...worth(version, champion),
].join('; ');
