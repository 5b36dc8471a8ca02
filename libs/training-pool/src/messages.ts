/** What crosses between the pool and its threads. */
import type { ErrorCode } from '@streamforge/contracts/errors';

/** An error on its way from a thread; no code where nobody foresaw it. */
export interface Failure {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly retryable: boolean;
}

export type FromThread<News, Result> =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly failure: Failure };
