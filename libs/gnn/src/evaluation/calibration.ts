/**
 * Whether probabilities mean what they say: of the samples that were said to go up with 60 %, 60 % should.
 * Source: Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning (2015), for the expected
 * calibration error over bins of equal width.
 */
import type { ReliabilityBin } from './report.ts';
import type { StudyResult } from './study-task.ts';

/** The bin of a probability, of `bins` of equal width over 0 to 1; 1 belongs to the last. */
export const binOf = (probability: number, bins: number): number => Math.max(0, Math.min(bins - 1, Math.floor(probability * bins)));

/** The bins of several results together. */
export const reliabilityBins = (results: readonly Pick<StudyResult, 'reliability'>[]): readonly ReliabilityBin[] => {
  const bins = results[0]?.reliability.samples.length ?? 0;
  const total = (of: keyof StudyResult['reliability'], bin: number): number =>
    results.reduce((sum, { reliability }) => sum + (reliability[of][bin] as number), 0);
  return Array.from({ length: bins }, (_, bin) => {
    const samples = total('samples', bin);
    const share = (sum: number): number | null => samples === 0 ? null : sum / samples;
    return { from: bin / bins, to: (bin + 1) / bins, samples, said: share(total('said', bin)), came: share(total('came', bin)) };
  });
};

/** Σ samples · |said − came| / Σ samples; null without samples. Chance alone makes it a little more than 0. */
export const calibrationErrorOf = (bins: readonly ReliabilityBin[]): number | null => {
  const samples = bins.reduce((sum, bin) => sum + bin.samples, 0);
  const off = bins.reduce((sum, bin) => sum + bin.samples * Math.abs((bin.said ?? 0) - (bin.came ?? 0)), 0);
  return samples === 0 ? null : off / samples;
};
