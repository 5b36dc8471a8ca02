import { deepestFall, equityOf } from './backtest.ts';
import { drawBlocks, type Draws } from './bootstrap.ts';
import { correlationOf } from './by-time.ts';
import { calibrationErrorOf, reliabilityBins } from './calibration.ts';
import { estimateOf, figureOf, resampled } from './estimate.ts';
import * as figures from './figures.ts';
import type { BacktestReport, Estimate, ForecastReport, Measures, Spread } from './report.ts';
import { inShort, lastOfEach, meanOfColumns, meanOfEach } from './series.ts';
import type { StudyResult } from './study-task.ts';
import { trackOf, type Track } from './track.ts';

/** All results of one forecast. */
export interface Tested {
  readonly name: string;
  readonly role: ForecastReport['role'];
  /** By seed, and for each the results of all folds in their order. One entry where nothing is drawn. */
  readonly bySeed: readonly { readonly seed: number | null; readonly results: readonly StudyResult[] }[];
}

export interface ReportSettings {
  readonly costBps: number;
  readonly every: number;
  /** Blocks of all tested times. */
  readonly draws: Draws;
  /** For the blocks of single folds, and for draws of seeds. */
  readonly seed: number;
  /** Times in a block of a single fold; undefined for the cube root of theirs. */
  readonly block: number | undefined;
}

export const tracksOf = ({ bySeed }: Tested, costBps: number): readonly Track[] => bySeed.map(({ results }) => trackOf(results, costBps));

/** What one forecast was worth, by fold and on all folds. */
export const forecastReport = (tested: Tested, settings: ReportSettings): ForecastReport => {
  const { name, role, bySeed } = tested;
  const tracks = tracksOf(tested, settings.costBps);
  const folds = (bySeed[0]?.results ?? []).map((_, fold) => {
    const results = bySeed.map((each) => [each.results[fold] as StudyResult]);
    const { seed, block, costBps, draws: { resamples, confidence } } = settings;
    const draws = drawBlocks(results[0]?.[0]?.times.length ?? 0, { seed, resamples, confidence, ...block !== undefined && { block } });
    return measuresOf(results, results.map((each) => trackOf(each, costBps)), draws, seed);
  });
  const ofSeeds = bySeed.map(({ results }) => results);
  return {
    name, role, folds,
    seeds: bySeed.flatMap(({ seed }) => seed ?? []),
    pooled: measuresOf(ofSeeds, tracks, settings.draws, settings.seed),
    spread: {
      accuracy: spreadOf(tracks, figures.accuracy), ic: spreadOf(tracks, figures.ic), rankIc: spreadOf(tracks, figures.rankIc),
    },
    icByTime: inShort(meanOfEach(meanOfColumns(ofSeeds.map((results) => results.flatMap(({ ic }) => ic))), settings.every)),
    rankIcByTime: inShort(meanOfEach(meanOfColumns(ofSeeds.map((results) => results.flatMap(({ rankIc }) => rankIc))), settings.every)),
    backtest: backtestReport(tracks, settings),
  };
};

const measuresOf = (bySeed: readonly (readonly StudyResult[])[], tracks: readonly Track[], draws: Draws, seed: number): Measures => {
  const estimate = (figure: figures.Figure): Estimate => estimateOf(resampled(tracks, figure, draws, seed), draws);
  const { samples = [] } = tracks[0] ?? {};
  const correlations = bySeed.map((results) => correlationOf(results.map(({ moments }) => moments)));
  const reliability = reliabilityBins(bySeed.flat());
  return {
    samples: samples.reduce((sum, count) => sum + count, 0),
    times: samples.filter((count) => count > 0).length,
    accuracy: estimate(figures.accuracy),
    ic: estimate(figures.ic),
    rankIc: estimate(figures.rankIc),
    icir: estimate(figures.icir),
    brier: estimate(figures.brier),
    pooledIc: meanOfColumns(correlations.map((value) => [value]))[0] ?? null,
    calibrationError: calibrationErrorOf(reliability),
    reliability,
  };
};

/** Mean, deviation and ends of a figure over seeds; null with fewer than two, or where it is not defined. */
const spreadOf = (tracks: readonly Track[], figure: figures.Figure): Spread | null => {
  const values = tracks.map((track) => figureOf([track], figure)).filter((value) => value !== null);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, deviation: Math.sqrt(variance), low: Math.min(...values), high: Math.max(...values) };
};

const backtestReport = (tracks: readonly Track[], { every, draws, seed }: ReportSettings): BacktestReport => {
  const mean = (of: (track: Track) => readonly number[]): readonly number[] => meanOfColumns(tracks.map(of)).map((value) => value ?? 0);
  const [gross, net, turnover] = [mean((track) => track.gross), mean((track) => track.net), mean((track) => track.turnover)];
  const [equityGross, equityNet] = [equityOf(gross), equityOf(net)];
  const gained = (equity: readonly number[]): number | null => equity.length === 0 ? null : (equity.at(-1) ?? 1) - 1;
  return {
    gross: gained(equityGross),
    net: gained(equityNet),
    turnover: turnover.length === 0 ? null : turnover.reduce((sum, value) => sum + value, 0) / turnover.length,
    perBar: estimateOf(resampled(tracks, figures.perBar, draws, seed), draws),
    sharpe: figureOf(tracks, figures.sharpe),
    maxDrawdown: equityNet.length === 0 ? null : deepestFall(equityNet),
    equityGross: inShort(lastOfEach(equityGross, every)),
    equityNet: inShort(lastOfEach(equityNet, every)),
  };
};
