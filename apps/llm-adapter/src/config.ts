import { embeddingsSettings } from '@streamforge/search/embeddings-settings';
import { z } from 'zod';

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));

/** Settings of llm-adapter beside the host's. */
export const LlmConfig = z.object({
  LLM_BASE_URL: z.url({ protocol: /^https?$/ }).refine((url) => !/^https?:\/\/[^/]*@/i.test(url), 'put the key into LLM_API_KEY').optional()
    .describe('OpenAI-compatible server, such as http://127.0.0.1:11434/v1; without it answers are the evidence alone.'),
  LLM_MODEL: z.string().min(1).max(200).optional().describe('Model that answers where a request names none; needed with LLM_BASE_URL.'),
  LLM_MODELS: list.prefault('').describe('Further models of that server that requests may name, comma-separated; a LoRA is one.'),
  LLM_API_KEY: z.string().min(1).optional().meta({ secret: true }).describe('Key of that server.'),
  LLM_PARALLEL: count(1, 256).default(8).describe('Most answers being written at once.'),
  LLM_QUEUE: count(0, 10_000).default(64).describe('Most HTTP requests that wait for one of them; more are answered 429.'),
  LLM_SILENCE_SECONDS: count(1, 3_600).default(60).describe('How long the server may say nothing.'),
  LLM_ANSWER_SECONDS: count(1, 86_400).default(300).describe('How long one answer may take.'),
  LLM_MAX_TOKENS: count(1, 1_000_000).default(2_048).describe('Most tokens of an answer; a request may ask for fewer.'),
  LLM_EVIDENCE_CHARACTERS: count(500, 150_000).default(16_000).describe('Most characters of evidence for one answer.'),
  LLM_SOURCES_IN_TEXT: z.enum(['on', 'off']).default('on')
    .describe('Whether HTTP answers of a model end with their sources as text, for clients that do not show the field citations.'),
  ...embeddingsSettings,
});
export type LlmConfig = z.output<typeof LlmConfig>;
