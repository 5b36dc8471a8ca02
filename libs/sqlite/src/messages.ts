/** What crosses between a thread's two sides. Requests and answers travel in groups: one message costs as much as its first member. */
import type { ErrorCode, Where } from '@streamforge/contracts/errors';

export interface ThreadOptions {
  readonly file: string;
  readonly program: string;
  readonly options: unknown;
  readonly cacheBytes: number;
  readonly walAutocheckpoint: number;
  readonly groupCommitMs: number;
  readonly readOnly: boolean;
  readonly busyMs: number;
  readonly hook: string | undefined;
  readonly highWaterFile: string | undefined;
}

export interface Request {
  readonly id: number;
  readonly kind: 'write' | 'read' | 'close';
  readonly op: string;
  readonly args: unknown;
  /** Size of the buffers that came along; bounds a group. */
  readonly bytes: number;
}

/** An error as it crosses threads: class instances would lose their class. */
export interface Failure {
  readonly kind: 'retryable' | 'terminal' | 'coded' | 'other';
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: Where;
  readonly stack: string | undefined;
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure };

/** The id that answers carry which no request asked for: whether the file could be opened. */
export const openingId = 0;
