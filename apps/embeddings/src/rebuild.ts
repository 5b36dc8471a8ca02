/**
 * Empties the vectors and makes them again from the stored bars and documents, while embeddings goes on with what arrives: whatever the two do
 * to each other, everything is indexed after the store was emptied, and indexing again repairs what is half there.
 */
import type { DocumentStore, SeriesSummary } from '@streamforge/document-store/port';
import { parseCandleSeries } from '@streamforge/market/series';
import { forgetEverything } from '@streamforge/search/forget';
import type { JobHandler } from '@streamforge/service-host/service';
import type { EmbeddingsConfig } from './config.ts';
import { indexesOf, type Indexes } from './context.ts';
import { indexStored } from './documents.ts';

/** Bars of one series, or documents of one tenant, that are indexed together. */
const BARS = 2_000;
const DOCUMENTS = 100;
const PAGE = 500;

/** A job; one that goes on after a kill begins anew. */
export const rebuildVectors: JobHandler<'embeddings', EmbeddingsConfig> = async (job, context) => {
  const { documents } = context;
  const indexes = await indexesOf(context);
  await forgetEverything(context);
  const [candles, tenants] = [await allSeries(documents, 'candles'), await allSeries(documents, 'documents')];
  const total = [...candles, ...tenants].reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  const advance = async (count: number, what: string): Promise<void> => {
    done += count;
    await job.progress(done / Math.max(1, total), what, done);
  };
  for (const { series } of candles) await indexBars(series, documents, indexes, (count) => advance(count, `bars of ${series}`));
  for (const { series } of tenants) {
    for await (const entries of documents.scan('documents', series, { deleted: true })) {
      for (let at = 0; at < entries.length; at += DOCUMENTS) {
        const batch = entries.slice(at, at + DOCUMENTS);
        await indexStored(batch, indexes);
        await advance(batch.length, `documents of ${series}`);
      }
    }
  }
  await job.progress(1, `${done} bars and documents`, done);
};

const indexBars = async (
  series: string, documents: DocumentStore, { moments }: Indexes, advance: (count: number) => Promise<void>,
): Promise<void> => {
  const named = parseCandleSeries(series);
  if (named === undefined) return;
  for await (const orders of documents.scanOrders('candles', series, {})) {
    for (let at = 0; at < orders.length; at += BARS) {
      const batch = Array.from(orders.subarray(at, at + BARS), (openTime) => ({ ...named, openTime }));
      await moments.index(batch);
      await advance(batch.length);
    }
  }
};

const allSeries = async (documents: DocumentStore, collection: 'candles' | 'documents'): Promise<readonly SeriesSummary[]> => {
  const all: SeriesSummary[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: readonly SeriesSummary[] = await documents.series(collection, { after, limit: PAGE });
    all.push(...page);
    after = page.length === PAGE ? page.at(-1)?.series : undefined;
  }
  return all;
};
