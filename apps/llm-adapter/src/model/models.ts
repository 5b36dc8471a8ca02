/** Which models there are to be asked for. */
import { TerminalError } from '@streamforge/contracts/errors';
import { EVIDENCE_MODEL } from '../answer/evidence-only.ts';
import type { LlmConfig } from '../config.ts';
import type { ModelServer } from './generate.ts';

export interface Models {
  /** Ids that a request may name: the default first, `evidence` last. */
  readonly ids: readonly string[];
  /** Undefined where answers are the evidence alone. */
  readonly server: ModelServer | undefined;
  /** The model that a request means: the default when it names none. Throws `LLM_MODEL_UNKNOWN`. */
  chosen(asked: string | undefined): string;
}

/** Throws `CONFIG_INVALID` for a server without a model, and a model without a server. */
export const modelsOf = (config: LlmConfig): Models => {
  const { LLM_BASE_URL: baseUrl, LLM_MODEL: model, LLM_MODELS: further, LLM_API_KEY: apiKey } = config;
  if (baseUrl !== undefined && model === undefined) {
    throw new TerminalError('CONFIG_INVALID', 'LLM_MODEL: name the model that the server at LLM_BASE_URL is to be asked for.');
  }
  if (baseUrl === undefined && (model !== undefined || further.length > 0)) {
    throw new TerminalError('CONFIG_INVALID', 'LLM_BASE_URL: without a server there is no model to ask.');
  }
  const ids = [...new Set([...model === undefined ? [] : [model, ...further], EVIDENCE_MODEL])];
  return {
    ids,
    server: baseUrl === undefined ? undefined : {
      baseUrl, apiKey, silenceMs: config.LLM_SILENCE_SECONDS * 1_000, totalMs: config.LLM_ANSWER_SECONDS * 1_000,
    },
    chosen: (asked = ids[0] ?? EVIDENCE_MODEL) => {
      if (!ids.includes(asked)) throw new TerminalError('LLM_MODEL_UNKNOWN', `${asked.slice(0, 100)} is not among ${ids.join(', ')}.`);
      return asked;
    },
  };
};
