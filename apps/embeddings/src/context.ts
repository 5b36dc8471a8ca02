import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import { openChunks, type Chunks } from '@streamforge/search/chunks';
import { embedderOf } from '@streamforge/search/embeddings-settings';
import { openMoments, type ChangedBar, type Moments } from '@streamforge/search/moments';
import { Gathering } from '@streamforge/service-host/gathering';
import { openedOnce } from '@streamforge/service-host/opened-once';
import type { Rejection, ServiceContext } from '@streamforge/service-host/service';
import type { EmbeddingsConfig } from './config.ts';

/** What handlers are given. */
export type EmbeddingsContext = Pick<
  ServiceContext<'embeddings', EmbeddingsConfig>, 'documents' | 'relational' | 'vectors' | 'config' | 'clock' | 'logger' | 'metrics'
>;

export type EmbeddingsHandler<Topic extends TopicName> = (
  batch: readonly Received<Topic>[], context: EmbeddingsContext,
) => Promise<readonly Rejection[]>;

export interface Indexes {
  readonly chunks: Chunks;
  readonly moments: Moments;
  /** Closed bars whose windows are made anew. */
  readonly bars: Gathering<ChangedBar>;
}

/** Bars that are taken at once, however short a while they were gathered. */
const MANY_BARS = 500;

const open = async ({ vectors, relational, documents, config, clock, metrics }: EmbeddingsContext): Promise<Indexes> => {
  const moments = await openMoments({ vectors, documents });
  const work = async (bars: readonly ChangedBar[]): Promise<void> => {
    const counts = await moments.index(bars);
    for (const verdict of ['stored', 'same', 'older'] as const) metrics.count('streamforge_windows_total', { verdict }, counts[verdict]);
  };
  return {
    chunks: await openChunks({ vectors, relational, dense: embedderOf(config) }),
    moments,
    bars: new Gathering<ChangedBar>({ clock, gatherMs: config.EMBEDDINGS_GATHER_MS, most: MANY_BARS, work }),
  };
};

/** The indexes in a process's stores, opened when they are first needed; opened again where that failed. */
export const indexesOf = openedOnce(({ vectors }: EmbeddingsContext) => vectors, open);
