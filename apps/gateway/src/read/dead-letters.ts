import { errors, isErrorCode, StreamForgeError } from '@streamforge/contracts/errors';
import { deadLetterTopic, isTopic, topicNames } from '@streamforge/contracts/topics';
import { fileLineDeadLetter } from '@streamforge/dead-letters/file-line';
import type { ListedLetter } from '@streamforge/dead-letters/lane';
import { listDeadLetters } from '@streamforge/dead-letters/list';
import { redrive, type RedriveSelection } from '@streamforge/dead-letters/redrive';
import { showDeadLetter, type WholeLetter as KeptLetter } from '@streamforge/dead-letters/show';
import type { Coordinates, EventLog, LogRecord } from '@streamforge/event-log/port';
import { z } from 'zod';
import { count, cursor, flag, from, limit, Moment, to } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { mayReadRecord, recordsFor } from './own-records.ts';
import { shownBytes, shownHeaders } from './record.ts';
import type { Asking } from './tenant.ts';

const Origin = z.union([
  z.object({ kind: z.literal('record'), topic: z.string(), partition: z.int(), offset: z.int(), timestamp: z.int() }),
  z.object({ kind: z.literal('line'), topic: z.string(), file: z.string(), line: z.int() }),
]);

const Letter = z.object({
  topic: z.string().describe('The dead-letter topic.'),
  partition: z.int(),
  offset: z.int(),
  timestamp: z.int().describe('Epoch milliseconds at which it was refused.'),
  code: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
  service: z.string(),
  group: z.string(),
  attempt: z.int(),
  origin: Origin,
  key: z.string().nullable(),
  bytes: z.int().describe('Size of the value.'),
  redriven: z.boolean(),
});

const WholeLetter = Letter.extend({
  value: z.object({ text: z.string().optional(), base64: z.string().optional() }).nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});

const shownLetter = (letter: ListedLetter): z.input<typeof Letter> => {
  const { topic, partition, offset, timestamp, code, message, service, group, attempt, origin, key, bytes, redriven } = letter;
  const fix = isErrorCode(code) ? errors[code].fix : null;
  return { topic, partition, offset, timestamp, code, message, fix, service, group, attempt, origin, key, bytes, redriven };
};

const topic = z.enum(topicNames).optional().describe('Topic whose consumers refused them.');
const code = z.string().max(60).optional();
const contains = z.string().min(1).max(200).optional().describe('Text in the value, the key or the message.');

/** Either one letter or a filter; an empty filter would mean everything and must be asked for by `all`. */
const Selection = z.union([
  z.strictObject({ topic: z.string().max(255), partition: z.int().min(0), offset: z.int().min(0) })
    .describe('One letter by its place in the dead-letter topic.'),
  z.strictObject({ topic, code, contains, from: z.union([z.int(), Moment]).optional(), to: z.union([z.int(), Moment]).optional() })
    .refine((filter) => Object.values(filter).some((value) => value !== undefined), 'name at least one filter, or {"all": true}')
    .describe('All that match.'),
  z.strictObject({ all: z.literal(true) }),
]);

const place = z.strictObject({ topic: z.string().max(255), partition: count(0, 1_000_000), offset: count(0, Number.MAX_SAFE_INTEGER) });

const Lines = z.strictObject({
  topic: z.enum(topicNames),
  lines: z.array(z.strictObject({
    file: z.string().min(1).max(1_000),
    line: z.int().min(1),
    base64: z.base64().describe('The line’s bytes.'),
    code: z.string().refine(isErrorCode, 'a code of ours'),
    message: z.string().max(2_000),
  })).min(1).max(1_000),
});

/** Dead letters: what there is, one with its bytes, handing them back, and lines of files that a replay could not read. */
export const deadLetterRoutes = (events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/dead-letters',
    tag: 'dead letters',
    says: 'Dead letters, newest first unless told; redriven ones are hidden unless asked for.',
    query: z.strictObject({
      topic, code, from, to, contains, cursor,
      order: z.enum(['newest', 'oldest']).prefault('newest'),
      redriven: flag,
      limit: limit(50, 1_000),
    }),
    answer: z.object({ letters: z.array(Letter), next: z.string().nullable() }),
    handle: async ({ query: { cursor: after, ...query }, request }) => {
      const { letters, next } = await listDeadLetters(events, { ...query, after, mayRead: readableFor(request) }).catch((error: unknown) => {
        throw error instanceof RangeError ? new StreamForgeError('REQUEST_INVALID', `query parameter cursor: ${error.message}.`) : error;
      });
      return { letters: letters.map(shownLetter), next: next ?? null };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/dead-letters/{topic}/{partition}/{offset}',
    tag: 'dead letters',
    says: 'One dead letter with its bytes and headers. The topic is the dead-letter topic.',
    path: place,
    answer: WholeLetter,
    errors: ['NOT_FOUND'],
    handle: async ({ path: at, request }) => {
      const letter = await letterAt(events, request, at);
      const value = letter.value === null ? null : shownBytes(letter.value);
      return { ...shownLetter(letter), value, headers: shownHeaders(letter.headers) };
    },
  }),
  route({
    method: 'POST',
    url: '/v1/dead-letters/redrive',
    tag: 'dead letters',
    says: 'Hands dead letters back to their topic for the group that refused them; the same letter twice changes nothing.',
    admin: true,
    body: Selection,
    answer: z.object({
      redriven: z.int(),
      alreadyRedriven: z.int(),
      notRedrivable: z.int().describe('Lines of files: correct the file and replay it.'),
    }),
    errors: ['NOT_FOUND', 'BACKPRESSURE'],
    handle: async ({ body, request }) => {
      const selection = selectionOf(body);
      if ('at' in selection) await letterAt(events, request, selection.at);
      return await redrive(events, 'at' in selection ? selection : { matching: { ...selection.matching, mayRead: readableFor(request) } });
    },
  }),
  route({
    method: 'POST',
    url: '/v1/dead-letters/lines',
    tag: 'dead letters',
    says: 'Keeps lines of files that could not be read as events; the command line’s replay uses it.',
    admin: true,
    body: Lines,
    answer: z.object({ kept: z.int() }),
    errors: ['BACKPRESSURE'],
    handle: async ({ body }) => {
      const lines = body.lines.map(({ base64, ...line }) =>
        fileLineDeadLetter({ ...line, topic: body.topic, service: 'replay', bytes: Buffer.from(base64, 'base64') }));
      return { kept: (await events.produce(deadLetterTopic(body.topic), lines)).length };
    },
  }),
];

const readableFor = (request: Asking) => (topicName: string, record: LogRecord): boolean => mayReadRecord(request, topicName, record);

/** Throws NOT_FOUND where there is none, and where it is another tenant's. */
const letterAt = async (events: EventLog, request: Asking, at: Coordinates): Promise<KeptLetter> => {
  const letter = await showDeadLetter(events, at, recordsFor(events, request));
  if (letter !== undefined) return letter;
  throw new StreamForgeError('NOT_FOUND', `There is no dead letter ${at.topic}[${at.partition}]@${at.offset}.`);
};

const selectionOf = (body: z.output<typeof Selection>): RedriveSelection => {
  if ('all' in body) return { matching: {} };
  if (!('offset' in body)) return { matching: body };
  const { topic: name, partition, offset } = body;
  return { at: { topic: isTopic(name) ? deadLetterTopic(name) : name, partition, offset } };
};
