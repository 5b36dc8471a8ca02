import type { ErrorCode } from '@streamforge/contracts/errors';
import type { Refusal } from './received.ts';

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A refusal by code; `detail` says in a sentence what is wrong. */
export const refuse = (code: ErrorCode, detail: string): Refused => ({ ok: false, refusal: { code, detail } });
