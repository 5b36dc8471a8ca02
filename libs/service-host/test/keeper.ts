import type { Received } from '@streamforge/codec/received';
import { z } from 'zod';
import { defineService, type DefinedService, type Rejection } from '../src/service.ts';

export interface KeeperOptions {
  /** Stands in for the handler's work. */
  readonly handle?: (batch: readonly Received[]) => Promise<readonly Rejection[]>;
  readonly background?: (signal: AbortSignal) => Promise<void>;
  /** Never answers, so that a request stays open. */
  readonly hangs?: boolean;
}

/** A service that does as it is told, under the name and with the topics of ingest. */
export const keeper = ({ handle = () => Promise.resolve([]), background, hangs = false }: KeeperOptions = {}): DefinedService => {
  const consume = (batch: readonly Received[]): Promise<readonly Rejection[]> => handle(batch);
  return defineService({
    name: 'ingest',
    config: z.object({ STREAMFORGE_KEEPER_WORD: z.string().default('kept') }),
    consumes: { 'market.candles.v1': consume, 'market.trades.v1': consume, 'market.assets.v1': consume, 'documents.v1': consume },
    ...hangs && { routes: (http) => void http.get('/hangs', () => new Promise(() => undefined)) },
    ...background !== undefined && { background: (_, signal) => background(signal) },
  });
};

export const note = (n: number) => ({
  key: `public:note-${n}`, value: JSON.stringify({ id: `note-${n}`, text: 'Rates were left unchanged.', publishedAt: Date.UTC(2024, 0, 1) }),
});
