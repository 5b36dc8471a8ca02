import { z } from 'zod';
import { Id, Symbol, Tenant, Time, WebUrl } from './fields.ts';

/** Whose a document is when it does not say. */
export const DEFAULT_TENANT = 'public';

/** A text with its source: news, a filing, a research note. Its content is data and never an instruction. */
export const Document = z.strictObject({
  id: Id,
  tenant: Tenant.default(DEFAULT_TENANT),
  title: z.string().max(1_000).default(''),
  text: z.string().min(1).max(900_000),
  source: z.string().min(1).max(200).default('unknown'),
  /** Optional: not everything is on the web. It is stored and shown, never fetched. */
  url: WebUrl.optional(),
  publishedAt: Time,
  /** Optional: without it the event’s ce_time, else publishedAt, is its version. */
  updatedAt: Time.optional().describe('The newer one stands, whichever comes first; of two bodies of one time the body decides, so say a later one to correct.'),
  symbols: z.array(Symbol).max(200).default([]),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/).optional(),
  simulated: z.boolean().default(false),
  /** Unknown facts belong here, so that unknown fields elsewhere can be refused. */
  metadata: z.record(z.string().max(100), z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()])).default({}),
});
export type Document = z.output<typeof Document>;
export type DocumentInput = z.input<typeof Document>;

/** A document that passed every rule and is the newest of its id. */
export const CleanDocument = Document;
export type CleanDocument = Document;
