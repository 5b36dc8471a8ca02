/**
 * What was asked, and what it cost. A request over the log is charged once, with the answer that stands: whoever answers it again finds
 * that answer and gives it again.
 */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { LlmResponse, type LlmRequest } from '@streamforge/contracts/events/llm';
import type { Relational, Transaction } from '@streamforge/relational/port';
import type { Usage } from '../model/generate.ts';
import { steps, tableOwner, type RequestTable } from './table.ts';

/** `answered`: this is the answer. `open`: there is none yet; a model was asked so often. `conflict`: the id is another request’s. */
export type Standing =
  | { readonly state: 'answered'; readonly response: LlmResponse }
  | { readonly state: 'open'; readonly calls: number }
  | { readonly state: 'conflict' };

export interface Entry {
  readonly model: string;
  readonly source: CoordinatesOfRecord;
  readonly now: number;
}

export interface HttpCharge {
  readonly tenant: string;
  readonly id: string;
  readonly model: string;
  /** Whether a model was asked. */
  readonly asked: boolean;
  readonly usage: Usage;
  readonly begun: number;
  readonly ended: number;
}

export interface Book {
  /** Enters a request with the record that brought it, or finds how it stands. */
  open(request: LlmRequest, entry: Entry): Promise<Standing>;
  /** Counts that a model is about to be asked; resolves to how often by now. */
  call(request: Pick<LlmRequest, 'tenant' | 'id'>): Promise<number>;
  /** Keeps the answer and charges for it, unless one is there already; resolves to the one that stands. */
  settle(response: LlmResponse): Promise<LlmResponse>;
  /** Charges for an answer over HTTP. */
  charge(answer: HttpCharge): Promise<void>;
  /** Every request over the log with whether it was answered, as lines in the order of tenant and id: the state of this service. */
  everything(): Promise<readonly string[]>;
}

const readResponse = (text: string): LlmResponse => LlmResponse.parse(JSON.parse(text));

const standingOf = (row: RequestTable['llm_requests'], fingerprint: string): Standing => {
  if (row.fingerprint !== fingerprint) return { state: 'conflict' };
  return row.response === null ? { state: 'open', calls: row.calls } : { state: 'answered', response: readResponse(row.response) };
};

/** Opens the book; makes its table where it is missing. */
export const openBook = async (relational: Relational): Promise<Book> => {
  await relational.migrate(tableOwner, steps);
  const db = relational.query<RequestTable>();
  const standing = async (tenant: string, id: string): Promise<RequestTable['llm_requests'] | undefined> =>
    await db.selectFrom('llm_requests').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();

  return {
    open: async (request, { model, source: { topic, partition, offset }, now }) => {
      const { tenant, id } = request;
      const fingerprint = sha256(canonicalJson(request));
      const known = await standing(tenant, id);
      if (known !== undefined) return standingOf(known, fingerprint);
      const row = await relational.transaction(async (trx: Transaction<RequestTable>) => {
        await trx.insertInto('llm_requests').values({
          tenant, id, way: 'log', fingerprint, model, calls: 0, prompt_tokens: 0, completion_tokens: 0, response: null,
          begun: now, answered: null, topic, partition, offset,
        }).onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing()).execute();
        return await trx.selectFrom('llm_requests').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirstOrThrow();
      });
      return standingOf(row, fingerprint);
    },
    call: async ({ tenant, id }) => {
      await db.updateTable('llm_requests').set(({ eb }) => ({ calls: eb('calls', '+', 1) }))
        .where('tenant', '=', tenant).where('id', '=', id).execute();
      return (await standing(tenant, id))?.calls ?? 1;
    },
    settle: async (response) => {
      const { tenant, id, model, usage, time } = response;
      await db.updateTable('llm_requests').set({
        response: canonicalJson(response), model, answered: time,
        prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens,
      }).where('tenant', '=', tenant).where('id', '=', id).where('response', 'is', null).execute();
      const stored = (await standing(tenant, id))?.response;
      return stored === null || stored === undefined ? response : readResponse(stored);
    },
    charge: async ({ tenant, id, model, asked, usage, begun, ended }) => {
      await db.insertInto('llm_requests').values({
        tenant, id, way: 'http', fingerprint: '', model, calls: asked ? 1 : 0, response: null,
        prompt_tokens: usage.promptTokens, completion_tokens: usage.completionTokens,
        begun, answered: ended, topic: null, partition: null, offset: null,
      }).onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing()).execute();
    },
    everything: async () => {
      const rows = await db.selectFrom('llm_requests').select(['tenant', 'id', 'fingerprint', 'answered'])
        .where('way', '=', 'log').orderBy('tenant').orderBy('id').execute();
      return rows.map(({ answered, ...row }) => canonicalJson({ ...row, answered: answered !== null }));
    },
  };
};
