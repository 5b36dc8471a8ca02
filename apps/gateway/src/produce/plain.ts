/** `POST /v1/topics/{topic}/records`: plain values, as an array or one after another, for those who need no envelope. */
import { readJson } from '@streamforge/codec/json';
import { limits } from '@streamforge/contracts/limits';
import { errors, StreamForgeError } from '@streamforge/contracts/errors';
import { requireTopic } from '@streamforge/service-host/http/access';
import type { FastifyInstance } from 'fastify';
import { bodyOf, BodyMeter, readWhole, refuseTooLarge, streamBodies } from './body.ts';
import type { Outcome, ReadRecord } from './appender.ts';
import { NO_HEADERS, refused } from './candidate.ts';
import { valuesOf, type SplitterOptions } from './splitter.ts';
import { setStatus, type ProduceParts } from './v3.ts';
import { writableTopic } from './writable.ts';

export const PLAIN_PRODUCE_PATH = '/v1/topics/{topic}/records';
const splitting: SplitterOptions = { maxBytes: limits.recordBytes, unwrapArray: true };

const readValue: ReadRecord = (bytes) => {
  if (bytes.length > limits.recordBytes) return refused('RECORD_TOO_LARGE', `It has ${bytes.length} bytes.`);
  const json = readJson(bytes);
  return json.ok ? { value: json.value, body: bytes, headers: NO_HEADERS } : refused(json.code, json.detail);
};

/** Adds the route to an instance of its own. 200 when at least one record was appended, else the status of the first refusal. */
export const addPlainProduce = (http: FastifyInstance, { appender, inflight }: ProduceParts): void => {
  streamBodies(http);
  http.post<{ Params: { topic: string } }>(PLAIN_PRODUCE_PATH.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, reply) => {
    const topic = writableTopic(request.params.topic);
    requireTopic(request, topic);
    refuseTooLarge(request, reply);
    const meter = new BodyMeter(inflight);
    try {
      const outcomes = await appender.append(topic, valuesOf(await readWhole(bodyOf(request), meter), splitting), readValue);
      if (outcomes.length === 0) throw new StreamForgeError('REQUEST_INVALID', 'The body holds no record.');
      setStatus(reply, outcomes);
      const appended = outcomes.filter(({ ok }) => ok).length;
      return await reply.type('application/json').send({ appended, refused: outcomes.length - appended, results: outcomes.map(shown) });
    } finally {
      meter.release();
    }
  });
};

const shown = (outcome: Outcome): unknown => outcome.ok
  ? { ok: true, partition: outcome.partition, offset: outcome.offset }
  : { ok: false, code: outcome.code, detail: `${errors[outcome.code].says} ${outcome.detail}`.trimEnd(), fix: errors[outcome.code].fix };
