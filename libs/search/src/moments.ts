/** Windows of bars kept as vectors, and found again by their likeness. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { DocumentStore } from '@streamforge/document-store/port';
import type { CandleSeries } from '@streamforge/market/series';
import type { VectorStore } from '@streamforge/vector-store/port';
import type { MomentSearch, SimilarMoments } from './moments/similar-moment.ts';

export type { Moment, MomentSearch, SimilarMoment, SimilarMoments } from './moments/similar-moment.ts';

export interface MomentStores {
  readonly vectors: VectorStore;
  /** Holds the bars, in its collection `candles`. */
  readonly documents: DocumentStore;
}

/** A bar that is new or changed; it is read from the store, so only its place counts. */
export interface ChangedBar extends CandleSeries {
  readonly openTime: number;
}

/** How many windows were new or newer, already there in the same version, or older than what is there. */
export interface IndexedMoments {
  readonly stored: number;
  readonly same: number;
  readonly older: number;
}

export interface Moments {
  /** Makes every full window anew that holds one of these bars, or that one of them follows; durable when it resolves. */
  index(changed: readonly ChangedBar[]): Promise<IndexedMoments>;
  /** Moments like the one asked for. Rejects with `NOT_FOUND` where there is no full window. */
  similar(search: MomentSearch): Promise<SimilarMoments>;
}

/** Opens the moments kept in these stores; makes what is missing. */
export const openMoments = (stores: MomentStores): Promise<Moments> =>
  Promise.reject(new TerminalError('INTERNAL', `Moments can’t be opened yet (${typeof stores}).`));
