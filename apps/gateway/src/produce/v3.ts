/** `POST /v3/clusters/{cluster}/topics/{topic}/records`, as the Kafka REST Proxy has it: JSON objects in, one result each out, in order. */
import { PassThrough, Readable } from 'node:stream';
import { errors, StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Clock } from '@streamforge/determinism/clock';
import { requireTopic } from '@streamforge/service-host/http/access';
import { ourError, prepareProblem, retryAfterSeconds } from '@streamforge/service-host/http/problem';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Appender, Outcome } from './appender.ts';
import { bodyOf, BodyMeter, readWhole, refuseTooLarge, streamBodies } from './body.ts';
import type { Inflight } from './inflight.ts';
import { ENVELOPE_BYTES } from './record-parts.ts';
import { JsonSplitter, valuesOf, type SplitterOptions } from './splitter.ts';
import { readEnvelope } from './v3-envelope.ts';
import { CLUSTER_ID, refusalResult, restErrorCode, resultWriter } from './v3-result.ts';
import { writableTopic } from './writable.ts';

export interface ProduceParts {
  readonly appender: Appender;
  readonly inflight: Inflight;
  readonly clock: Clock;
}

export const V3_PRODUCE_PATH = '/v3/clusters/{cluster}/topics/{topic}/records';
const splitting: SplitterOptions = { maxBytes: ENVELOPE_BYTES, unwrapArray: false };

/**
 * Adds the route to an instance of its own. A request of a known length is read whole and answered at once: 200 when at least one record
 * was appended, else the status of the first refusal. A chunked one may live long: each result is sent as soon as its record is durable.
 */
export const addV3Produce = (http: FastifyInstance, parts: ProduceParts): void => {
  const open = new Set<() => void>();
  streamBodies(http);
  http.setErrorHandler(async (error, request, reply) => {
    const problem = prepareProblem(error, request, reply);
    return await reply.send({ ...problem, error_code: restErrorCode(problem.code), message: problem.detail });
  });
  http.addHook('preClose', async () => {
    for (const end of open) end();
    await Promise.resolve();
  });
  http.post<{ Params: { cluster: string; topic: string } }>(V3_PRODUCE_PATH.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, reply) => {
    if (request.params.cluster !== CLUSTER_ID) throw new StreamForgeError('NOT_FOUND', `The only cluster is ${CLUSTER_ID}.`);
    const topic = writableTopic(request.params.topic);
    requireTopic(request, topic);
    refuseTooLarge(request, reply);
    const body = bodyOf(request);
    if (request.headers['transfer-encoding'] === undefined) return await answerWhole(topic, body, reply, parts);
    reply.header('connection', 'close').type('application/json');
    return await reply.send(Readable.from(streamResults(topic, body, open, parts), { objectMode: false }));
  });
};

const answerWhole = async (
  topic: TopicName, body: Readable, reply: FastifyReply, { appender, inflight, clock }: ProduceParts,
): Promise<FastifyReply> => {
  const meter = new BodyMeter(inflight);
  try {
    const outcomes = await appender.append(topic, valuesOf(await readWhole(body, meter), splitting), readEnvelope);
    if (outcomes.length === 0) throw new StreamForgeError('REQUEST_INVALID', 'The body holds no record.');
    setStatus(reply, outcomes);
    return await reply.type('application/json').send(resultWriter(topic)(outcomes, clock.now()));
  } finally {
    meter.release();
  }
};

/** 200 when something was appended; else the status of the first refusal. */
export const setStatus = (reply: FastifyReply, outcomes: readonly Outcome[]): void => {
  const [first] = outcomes;
  if (first === undefined || first.ok || outcomes.some(({ ok }) => ok)) return;
  const seconds = retryAfterSeconds(first.code);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  reply.code(errors[first.code].http);
};

async function* streamResults(topic: TopicName, body: Readable, open: Set<() => void>, parts: ProduceParts): AsyncGenerator<string> {
  const { appender, inflight, clock } = parts;
  const meter = new BodyMeter(inflight);
  const splitter = new JsonSplitter(splitting);
  const write = resultWriter(topic);
  const { chunks, end, ended } = endable(body);
  open.add(end);
  try {
    for await (const chunk of chunks) {
      meter.take(chunk.length);
      const outcomes = await appender.append(topic, splitter.push(chunk), readEnvelope);
      meter.release(splitter.pendingBytes);
      if (outcomes.length > 0) yield `${write(outcomes, clock.now())}\n`;
    }
    if (ended()) {
      yield `${refusalResult('DRAINING', 'Records without a result were not appended.')}\n`;
      return;
    }
    const last = await appender.append(topic, splitter.end(), readEnvelope);
    if (last.length > 0) yield `${write(last, clock.now())}\n`;
  } catch (error) {
    const { code } = ourError(error);
    yield `${refusalResult(code, 'Records without a result were not appended.')}\n`;
  } finally {
    open.delete(end);
    meter.release();
  }
}

interface Endable {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the chunks here, without hurting the connection that the answer still needs. */
  readonly end: () => void;
  readonly ended: () => boolean;
}

const endable = (body: Readable): Endable => {
  const chunks = new PassThrough();
  let ended = false;
  body.on('error', (error) => chunks.destroy(error));
  body.pipe(chunks);
  return {
    chunks,
    end: () => {
      ended = true;
      body.unpipe(chunks);
      chunks.end();
    },
    ended: () => ended,
  };
};
