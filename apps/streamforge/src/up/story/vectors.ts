import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import { count, instant } from '../../output/figures.ts';
import { get, pathOf } from '../../platform/platform.ts';
import type { Chapter } from './chapter.ts';
import type { Scene } from './scene.ts';

interface Moment {
  readonly symbol: string;
  readonly to: number;
  readonly forwardReturn: number | null;
}

interface Similar {
  readonly moment: Moment;
  readonly found: readonly (Moment & { readonly score: number })[];
}

/** Vectors of bar windows and of documents, and what they are good for. */
export const vectors: Chapter = {
  name: 'vectors',
  needs: ['ingest', 'embeddings'],
  otherwise: 'neither bars nor documents get vectors',
  tell: async (scene) => {
    await scene.handledBy('ingest', 'embeddings');
    const store = scene.host.ports.vectors;
    const [moments, chunks] = await Promise.all([store.count('moments', DEFAULT_TENANT), store.count('chunks', DEFAULT_TENANT)]);
    return [
      `${count(moments)} windows of ${WINDOW_BARS} bars and ${count(chunks)} pieces of documents can be found by likeness`,
      ...await example(scene),
    ];
  },
};

/** The moment that is likest to the newest of the first asset; nothing where there is none. */
const example = async ({ platform, market: { assets } }: Scene): Promise<readonly string[]> => {
  const [first] = assets;
  if (first === undefined) return [];
  const path = pathOf(['v1', 'moments', 'similar'], { ...first, interval: '1m', limit: 1 });
  const { moment, found: [likest] } = await get(platform, path) as Similar;
  if (likest === undefined) return [];
  const after = likest.forwardReturn === null ? '' : `; the bar after it brought ${(likest.forwardReturn * 100).toFixed(2)} %`;
  return [`${moment.symbol} now looks most like ${likest.symbol} at ${instant(likest.to)} (cosine ${likest.score.toFixed(2)})${after}`];
};
