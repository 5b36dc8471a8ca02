/** `POST /topics/{topic}`, as the Kafka REST Proxy's v2 API has it: an array of records in, an array of places out. */
import { errors, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { requireTopic } from '@streamforge/service-host/http/access';
import { prepareProblem } from '@streamforge/service-host/http/problem';
import type { FastifyInstance } from 'fastify';
import type { Outcome } from './appender.ts';
import { bodyOf, BodyMeter, readWhole, refuseTooLarge, streamBodies } from './body.ts';
import { ENVELOPE_BYTES } from './record-parts.ts';
import { valuesOf, type SplitterOptions } from './splitter.ts';
import { recordsIn } from './v2-body.ts';
import { readV2Record } from './v2-record.ts';
import { restErrorCode } from './v3-result.ts';
import { setStatus, type ProduceParts } from './v3.ts';
import { writableTopic } from './writable.ts';

export const V2_PRODUCE_PATH = '/topics/{topic}';
/** Media types by format. Avro, Protobuf and JSON Schema need a registry; ours is the contract. */
export const v2Media = { json: 'application/vnd.kafka.json.v2+json', binary: 'application/vnd.kafka.binary.v2+json' } as const;
export const V2_ANSWER = 'application/vnd.kafka.v2+json';

const splitting: SplitterOptions = { maxBytes: ENVELOPE_BYTES, unwrapArray: true };

/** Adds the route to an instance of its own. 200 when at least one record was appended, else the status of the first refusal. */
export const addV2Produce = (http: FastifyInstance, { appender, inflight }: ProduceParts): void => {
  streamBodies(http, Object.values(v2Media));
  http.setErrorHandler(async (error, request, reply) => {
    const problem = prepareProblem(error, request, reply);
    return await reply.send({ ...problem, error_code: restErrorCode(problem.code), message: problem.detail });
  });
  http.post<{ Params: { topic: string } }>(V2_PRODUCE_PATH.replaceAll(/\{(\w+)\}/g, ':$1'), async (request, reply) => {
    const topic = writableTopic(request.params.topic);
    requireTopic(request, topic);
    refuseTooLarge(request, reply);
    const format = request.headers['content-type']?.startsWith(v2Media.binary) === true ? 'binary' : 'json';
    const meter = new BodyMeter(inflight);
    try {
      const records = recordsIn(Buffer.concat(await readWhole(bodyOf(request), meter)));
      const outcomes = await appender.append(topic, valuesOf([records], splitting), readV2Record(format));
      if (outcomes.length === 0) throw new StreamForgeError('REQUEST_INVALID', 'records is empty.');
      setStatus(reply, outcomes);
      return await reply.type(V2_ANSWER).send(JSON.stringify(answerOf(outcomes)));
    } finally {
      meter.release();
    }
  });
};

/** The proxy's answer. Where nothing was appended it says so as its errors do, too. */
const answerOf = (outcomes: readonly Outcome[]): object => {
  const [first] = outcomes;
  const refused = first?.ok === false && !outcomes.some(({ ok }) => ok);
  return {
    ...refused && wholeRefusal(refusal(first.code, first.detail)),
    key_schema_id: null,
    value_schema_id: null,
    offsets: outcomes.map((outcome) => outcome.ok
      ? { partition: outcome.partition, offset: outcome.offset, error_code: null, error: null }
      : { partition: null, offset: null, ...refusal(outcome.code, outcome.detail) }),
  };
};

const wholeRefusal = ({ error: message, ...codes }: ReturnType<typeof refusal>): object => ({ ...codes, message });

const refusal = (code: ErrorCode, detail: string) => {
  const { says, fix } = errors[code];
  return { error_code: restErrorCode(code), error: `${says} ${detail}`.trimEnd(), code, fix };
};
