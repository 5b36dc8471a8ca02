/** Answers in the shapes that OpenAI’s clients read. `citations` is ours: clients that do not know it pass over it. */
import type { Citation } from '@streamforge/contracts/events/llm';
import type { Written } from '../answer/write.ts';
import type { Usage } from '../model/generate.ts';

export interface CompletionName {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

const usageBody = ({ promptTokens, completionTokens }: Usage) =>
  ({ prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens });

/** A whole answer. */
export const completion = (name: CompletionName, text: string, { finish, usage, citations }: Written) => ({
  id: name.id, object: 'chat.completion', created: name.created, model: name.model,
  choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, logprobs: null, finish_reason: finish }],
  usage: usageBody(usage),
  citations,
});

interface Delta {
  readonly role?: 'assistant';
  readonly content?: string;
}

const chunk = (name: CompletionName, delta: Delta, finish: Written['finish'] | null) => ({
  id: name.id, object: 'chat.completion.chunk', created: name.created, model: name.model,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
});

/** The first chunk of a stream: who speaks. */
export const firstChunk = (name: CompletionName) => chunk(name, { role: 'assistant', content: '' }, null);

/** A chunk of a stream with the next piece of text. */
export const textChunk = (name: CompletionName, content: string) => chunk(name, { content }, null);
/** The last chunk of a choice carries the citations. */
export const lastChunk = (name: CompletionName, finish: Written['finish'], citations: readonly Citation[]) =>
  ({ ...chunk(name, {}, finish), citations });
/** After it, where the client asked for usage. */
export const usageChunk = (name: CompletionName, usage: Usage) => ({ ...chunk(name, {}, null), choices: [], usage: usageBody(usage) });

/** An event of a stream. */
export const eventText = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
export const DONE = 'data: [DONE]\n\n';
