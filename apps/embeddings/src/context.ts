import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import { openChunks, type Chunks } from '@streamforge/search/chunks';
import { embedderOf } from '@streamforge/search/embeddings-settings';
import { openMoments, type Moments } from '@streamforge/search/moments';
import type { Rejection, ServiceContext } from '@streamforge/service-host/service';
import type { EmbeddingsConfig } from './config.ts';

/** What handlers are given. */
export type EmbeddingsContext = Pick<
  ServiceContext<'embeddings', EmbeddingsConfig>, 'documents' | 'relational' | 'vectors' | 'config' | 'logger' | 'metrics'
>;

export type EmbeddingsHandler<Topic extends TopicName> = (
  batch: readonly Received<Topic>[], context: EmbeddingsContext,
) => Promise<readonly Rejection[]>;

export interface Indexes {
  readonly chunks: Chunks;
  readonly moments: Moments;
}

const opened = new WeakMap<object, Promise<Indexes>>();

const open = async ({ vectors, relational, documents, config }: EmbeddingsContext): Promise<Indexes> => ({
  chunks: await openChunks({ vectors, relational, dense: embedderOf(config) }),
  moments: await openMoments({ vectors, documents }),
});

/** The indexes in a process's stores, opened when they are first needed; opened again where that failed. */
export const indexesOf = (context: EmbeddingsContext): Promise<Indexes> => {
  const known = opened.get(context.vectors);
  if (known !== undefined) return known;
  const opening = open(context);
  opened.set(context.vectors, opening);
  opening.catch(() => opened.delete(context.vectors));
  return opening;
};
