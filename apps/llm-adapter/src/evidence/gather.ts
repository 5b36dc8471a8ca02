/** From a question that was understood to the evidence for its answer. */
import type { KnownAsset } from '../question/assets-named.ts';
import type { Understanding } from '../question/understand.ts';
import { barEvidence } from './bars.ts';
import { documentEvidence } from './documents.ts';
import type { Evidence, NumberedEvidence } from './evidence.ts';
import { momentEvidence } from './moments.ts';
import { moverEvidence } from './movers.ts';
import { predictionEvidence } from './predictions.ts';
import { roiEvidence } from './roi.ts';
import { newestOf, seriesOfAsset } from './series-of-asset.ts';
import { selectEvidence, type Room } from './select.ts';
import type { EvidenceStores } from './stores.ts';

/** Passages of documents that are told. */
const MOST_PASSAGES = 6;

export interface Gather {
  /** Whose documents may be read: set by our side, never by content. */
  readonly tenant: string;
  readonly question: string;
  readonly understood: Understanding;
  /** Assets to look through where the question is about the market as a whole. */
  readonly some: readonly KnownAsset[];
  readonly room: Room;
}

/** Assets whose predictions are looked through where none is named. */
const SOME_PREDICTED = 16;

/** Of each named asset; without one, the newest of any. */
const predictionsOf = async (
  stores: EvidenceStores, assets: readonly KnownAsset[], some: readonly KnownAsset[],
): Promise<readonly Evidence[]> => {
  if (assets.length === 0) return await predictionEvidence(stores, some.slice(0, SOME_PREDICTED));
  return (await Promise.all(assets.map((asset) => predictionEvidence(stores, [asset])))).flat();
};

/** Everything asked for that is stored: figures first, in the order of what they are about, then passages. */
export const gatherEvidence = async (
  stores: EvidenceStores, { tenant, question, understood, some, room }: Gather,
): Promise<readonly NumberedEvidence[]> => {
  const { assets, accounts, intents, time, market } = understood;
  const { documents, chunks, moments, ledger } = stores;
  const ofAssets = async (read: (asset: (typeof assets)[number]) => Promise<readonly Evidence[]>): Promise<readonly Evidence[]> =>
    (await Promise.all(assets.map(read))).flat();
  const figures = (await Promise.all([
    intents.has('performance') || accounts.length > 0 ? roiEvidence(ledger, { accounts, reasons: intents.has('news') }) : [],
    intents.has('price') ? ofAssets((asset) => barEvidence(documents, asset, time)) : [],
    market ? moverEvidence(documents, some, time) : [],
    intents.has('prediction') ? predictionsOf(stores, assets, some) : [],
    intents.has('similar') ? ofAssets((asset) => momentEvidence(moments, documents, asset, time)) : [],
  ])).flat();
  const passages = intents.has('news') || figures.length === 0 || (assets.length === 0 && intents.has('prediction'))
    ? await documentEvidence(chunks, documents, {
      tenant, question, assets, time,
      newest: newestOf((await Promise.all(assets.map((asset) => seriesOfAsset(documents, asset)))).flat()),
      recent: intents.has('price'),
      limit: MOST_PASSAGES,
    })
    : [];
  // Passages keep their places however many figures there are.
  return selectEvidence([...figures.slice(0, Math.max(0, room.most - passages.length)), ...passages], room);
};
