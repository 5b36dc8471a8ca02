import { count, duration } from '../../output/figures.ts';
import { snapshotOf } from '../snapshot.ts';
import { mostIn } from '../view.ts';
import type { Chapter } from './chapter.ts';

/** What is stored of the market’s history. */
export const history: Chapter = {
  name: 'history',
  needs: ['ingest'],
  otherwise: 'nothing is stored',
  tell: async (scene) => {
    await scene.handledBy('ingest');
    const { bars, series, trades, documents } = await snapshotOf(scene.platform);
    const { startTime, historyEnds } = scene.market;
    return [
      `${duration(historyEnds - startTime)} of a simulated market are stored, ${duration(scene.elapsed())} after the start: `
      + `${count(bars)} bars in ${count(series)} series, ${count(trades)} trades, ${count(documents)} documents`,
    ];
  },
};

/** What is missing or was refused. */
export const gaps: Chapter = {
  name: 'gaps',
  needs: ['ingest'],
  otherwise: 'none are found',
  tell: async (scene) => {
    await scene.handledBy('ingest');
    const snapshot = await snapshotOf(scene.platform);
    return [
      `${count(snapshot.gaps)} found, ${count(snapshot.missing)} bars missing${mostIn(snapshot)}`,
      `${count(snapshot.deadLetters)} records against the rules were refused and are kept, each with its cause`,
    ];
  },
};
