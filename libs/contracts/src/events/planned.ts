/** Draft schemas of events whose services come later. They may change until their topic is no longer marked planned. */
import { z } from 'zod';
import { Account, Decimal, Exchange, Id, IntervalName, Symbol, Tenant, Time } from './fields.ts';

export const GnnCommand = z.strictObject({
  job: Id,
  command: z.enum(['train', 'evaluate', 'predict', 'cancel', 'promote']),
  model: z.string().max(200),
  time: Time,
});
export type GnnCommand = z.output<typeof GnnCommand>;

export const GnnModel = z.strictObject({
  model: z.string().max(200),
  version: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  time: Time,
});
export type GnnModel = z.output<typeof GnnModel>;

export const GnnPrediction = z.strictObject({
  model: z.string().max(200),
  version: z.int().min(1),
  exchange: Exchange,
  symbol: Symbol,
  interval: IntervalName,
  openTime: Time,
  value: z.number(),
});
export type GnnPrediction = z.output<typeof GnnPrediction>;

export const RoiSnapshot = z.strictObject({
  account: Account,
  time: Time,
  equity: Decimal,
  realised: Decimal,
  unrealised: Decimal,
  fees: Decimal,
});
export type RoiSnapshot = z.output<typeof RoiSnapshot>;

export const LlmRequest = z.strictObject({ id: Id, tenant: Tenant, question: z.string().min(1).max(20_000), time: Time });
export type LlmRequest = z.output<typeof LlmRequest>;

export const LlmResponse = z.strictObject({
  id: Id,
  tenant: Tenant,
  answer: z.string(),
  citations: z.array(z.strictObject({ topic: z.string(), partition: z.int().min(0), offset: z.int().min(0) })),
  time: Time,
});
export type LlmResponse = z.output<typeof LlmResponse>;
