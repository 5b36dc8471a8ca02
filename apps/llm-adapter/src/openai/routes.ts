/** The HTTP side, as OpenAI’s clients know it. Errors have OpenAI’s shape here, and the host’s everywhere else. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { prepareProblem, ourError } from '@streamforge/service-host/http/problem';
import type { Routes } from '@streamforge/service-host/service';
import { analystOf } from '../analyst.ts';
import type { LlmConfig } from '../config.ts';
import type { LlmContext } from '../context.ts';
import { modelsOf } from '../model/models.ts';
import { answerChat } from './chat.ts';
import { errorBody } from './fault.ts';
import { operations } from './operations.ts';
import { completedStream } from './stream.ts';

/** Longest body: a conversation, not a library. */
const MOST_BYTES = 4_194_304;

/** Beside the answer itself: waiting in line, and evidence. */
const SPARE_SECONDS = 120;

/** The host closes connections on which nothing moves; while an answer is awaited that may take longer than it allows. */
const keepOpen = (socket: Partial<Socket>, response: ServerResponse, ms: number): void => {
  const before = socket.timeout ?? 0;
  if (before === 0 || before >= ms) return;
  socket.setTimeout?.(ms);
  response.once('close', () => socket.setTimeout?.(before));
};

export const llmRoutes: Routes<'llm-adapter', LlmConfig> = async (http, context) => {
  const { clock, config } = context;
  // What is wrong with the settings is told at the start, even where a store does not answer yet.
  const models = modelsOf(config);
  await analystOf(context).catch((error: unknown) => {
    if (!(error instanceof RetryableError)) throw error;
  });
  const created = Math.floor(clock.now() / 1_000);
  const modelBody = (id: string) => ({ id, object: 'model', created, owned_by: 'streamforge' });

  http.api.describe(operations);
  await http.register(async (scope) => {
    scope.setErrorHandler(async (error, request, reply) => {
      prepareProblem(error, request, reply);
      return await reply.type('application/json; charset=utf-8').send(errorBody(ourError(error)));
    });
    scope.get('/v1/models', () => ({ object: 'list', data: models.ids.map(modelBody) }));
    scope.get<{ readonly Params: { readonly id: string } }>('/v1/models/:id', ({ params: { id } }) => modelBody(models.chosen(id)));
    scope.post('/v1/chat/completions', { bodyLimit: MOST_BYTES }, async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort(new StreamForgeError('REQUEST_TIMEOUT', 'The client has gone.'));
      });
      keepOpen(request.raw.socket, reply.raw, (config.LLM_ANSWER_SECONDS + SPARE_SECONDS) * 1_000);
      const answered = await answerChat(request, context satisfies LlmContext, gone.signal);
      if ('body' in answered) return answered.body;
      reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no');
      return await reply.send(completedStream(answered.events, gone));
    });
  });
};
