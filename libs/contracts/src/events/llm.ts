import { z } from 'zod';
import { CoordinatesOfRecord } from './coordinates.ts';
import { DEFAULT_TENANT } from './document.ts';
import { Id, Tenant, Time } from './fields.ts';

/** A question to be answered over the stored data. */
export const LlmRequest = z.strictObject({
  id: Id,
  tenant: Tenant.default(DEFAULT_TENANT),
  question: z.string().min(1).max(20_000),
  /** Optional: absent means the adapter’s default. */
  model: z.string().min(1).max(200).optional(),
  time: Time,
});
export type LlmRequest = z.output<typeof LlmRequest>;

/** What an answer rests on: `[number]` in its text. */
export const Citation = z.strictObject({
  number: z.int().min(1),
  kind: z.enum(['document', 'bar', 'moment', 'prediction', 'roi']),
  title: z.string().max(1_000),
  /** What of it was read, shortened. */
  excerpt: z.string().max(2_000),
  /** The record that holds it. */
  source: CoordinatesOfRecord,
  /** Optional: documents may have one. It is shown, never fetched. */
  url: z.string().max(2_000).optional(),
});
export type Citation = z.output<typeof Citation>;

/** An answer with its citations. */
export const LlmResponse = z.strictObject({
  id: Id,
  tenant: Tenant,
  answer: z.string().max(200_000),
  model: z.string().min(1).max(200).describe('Who wrote it; `evidence` when no model did.'),
  citations: z.array(Citation).max(100),
  usage: z.strictObject({ promptTokens: z.int().min(0), completionTokens: z.int().min(0) }),
  time: Time,
});
export type LlmResponse = z.output<typeof LlmResponse>;
