import { decodeRecord } from '@streamforge/codec/decode';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { Id } from '@streamforge/contracts/events/fields';
import { Citation, type LlmResponse } from '@streamforge/contracts/events/llm';
import type { EventLog } from '@streamforge/event-log/port';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';
import { mayReadRecord, recordsFor } from './own-records.ts';
import { recordOfKey } from './record-of-key.ts';
import { shownRecord } from './record.ts';
import { allSourced, SourcedAnswer, type Sourced } from './sourced.ts';
import type { Asking } from './tenant.ts';

const Answer = SourcedAnswer.extend({
  answer: z.object({ id: z.string(), answer: z.string(), model: z.string(), time: z.int() }),
  question: SourcedAnswer.nullable().describe('The record that asked; null where the question came over HTTP, or is gone or another tenant’s.'),
  citations: z.array(Citation.omit({ source: true }).extend(SourcedAnswer.shape)).describe('What it rests on, each with its record.'),
});

const RESPONSES = 'llm.responses.v1';

/** From an answer to its record, to the question’s, and to those of everything that it cites. */
export const answerLineageRoutes = (events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/lineage/answers/{id}',
    tag: 'lineage',
    says: 'Where an answer came from: its record, and the records that it cites.',
    path: z.strictObject({ id: Id }),
    answer: Answer,
    errors: ['NOT_FOUND'],
    handle: async ({ path: { id }, request }) => {
      const found = await recordOfKey(events, RESPONSES, id, (record) => mayReadRecord(request, RESPONSES, record));
      const decoded = found === undefined ? undefined : decodeRecord(RESPONSES, found.at.partition, found.record);
      const value = decoded?.ok === true && decoded.received.kind === 'event' ? decoded.received.value : undefined;
      if (found === undefined || value === undefined) {
        throw new StreamForgeError('NOT_FOUND', `There is no answer ${id}.`);
      }
      return {
        answer: { id: value.id, answer: value.answer, model: value.model, time: value.time },
        source: found.at,
        readable: true,
        record: shownRecord(found.record),
        question: await questionOf(events, request, id),
        citations: await citationsOf(events, request, value),
      };
    },
  }),
];

const questionOf = async (events: EventLog, request: Asking, id: string): Promise<Sourced | null> => {
  const topic = 'llm.requests.v1';
  const found = await recordOfKey(events, topic, id, (record) => mayReadRecord(request, topic, record));
  return found === undefined ? null : { source: found.at, readable: true, record: shownRecord(found.record) };
};

const citationsOf = async (events: EventLog, request: Asking, { citations }: LlmResponse) => {
  const records = await allSourced(recordsFor(events, request), citations.map(({ source }) => source));
  return citations.flatMap((citation, at) => {
    const record = records[at];
    return record === undefined ? [] : [{ ...citation, ...record }];
  });
};
