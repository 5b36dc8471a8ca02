/** OpenAPI of the routes that OpenAI’s clients ask: from the schema that validates a request, and the shapes that answers have. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import { Citation } from '@streamforge/contracts/events/llm';
import { jsonSchemaOf } from '@streamforge/contracts/json-schema';
import type { Operation, Paths } from '@streamforge/service-host/http/openapi';
import { json, refusals, type Json } from '@streamforge/service-host/http/openapi-answers';
import { ChatRequest } from './request.ts';
import { TENANT_HEADER } from './tenant.ts';

const text: Json = { type: 'string' };
const whole: Json = { type: 'integer', minimum: 0 };
const shape = (properties: Json, more: Json = {}): Json => ({ type: 'object', required: Object.keys(properties), properties, ...more });

const fault = json(shape({ error: shape({ message: text, type: text, param: { type: ['string', 'null'] }, code: text }) }));

const model = shape({ id: text, object: { const: 'model' }, created: { ...whole, description: 'Unix seconds.' }, owned_by: text });

const completion = shape({
  id: { ...text, description: 'What `/v1/lineage/answers/{id}` follows.' },
  object: { const: 'chat.completion' },
  created: { ...whole, description: 'Unix seconds.' },
  model: text,
  choices: { type: 'array', items: shape({ index: whole, message: shape({ role: { const: 'assistant' }, content: text }), finish_reason: { enum: ['stop', 'length', 'content_filter'] } }) },
  usage: shape({ prompt_tokens: whole, completion_tokens: whole, total_tokens: whole }),
  citations: { type: 'array', items: jsonSchemaOf(Citation, { io: 'output' }), description: 'Ours: what the answer rests on, `[number]` in its text.' },
});

const operation = (summary: string, parameters: readonly Json[], content: Json, codes: readonly ErrorCode[], body?: Json): Operation => ({
  summary, tags: ['questions'], parameters,
  ...body === undefined ? {} : { requestBody: { required: true, content: json(body) } },
  responses: { 200: { description: 'The answer.', content }, ...refusals(codes, fault) },
});

const tenant: Json = { name: TENANT_HEADER, in: 'header', required: false, schema: text, description: 'Whose data is asked about; keys of one tenant need none.' };

export const operations: Paths = {
  '/v1/models': { get: operation('The models that answer.', [], json(shape({ object: { const: 'list' }, data: { type: 'array', items: model } })), []) },
  '/v1/models/{id}': {
    get: operation('One model.', [{ name: 'id', in: 'path', required: true, schema: text }], json(model), ['LLM_MODEL_UNKNOWN']),
  },
  '/v1/chat/completions': {
    post: operation(
      'Answers a question over the stored data with citations, as OpenAI’s API does; also as a stream of events.',
      [tenant],
      { ...json(completion), 'text/event-stream': { schema: { ...text, description: 'Chunks as OpenAI sends them; the last one of the choice has `citations`.' } } },
      ['LLM_MODEL_UNKNOWN', 'LLM_BUSY', 'LLM_REFUSED', 'LLM_UNAVAILABLE', 'STORE_UNAVAILABLE', 'REQUEST_TOO_LARGE', 'REQUEST_TIMEOUT'],
      jsonSchemaOf(ChatRequest, { io: 'input' }),
    ),
  },
};
