/** The HTTP side of a host: one fastify instance with everything that is the same for every service. */
import type { Socket } from 'node:net';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { limits } from '@streamforge/contracts/limits';
import { randomIds, type Ids } from '@streamforge/determinism/ids';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { allowedMethods } from './allowed.ts';
import { addBodies } from './body.ts';
import { addGuard } from './guard.ts';
import type { Health } from '../health.ts';
import { addOpenApi } from './openapi.ts';
import { addProbes, type MetricsText } from './probes.ts';
import { instanceOf, ourError, prepareProblem, problemOf, PROBLEM_TYPE } from './problem.ts';
import type { HttpSettings } from './settings.ts';

/** Longest piece of a path: an id of 200 characters, each percent-encoded. */
const PARAMETER_CHARACTERS = 600;
/** A connection on which nothing moves for so long is closed. */
const IDLE_MS = 120_000;

interface RouteLabels {
  readonly route: string;
  readonly method: string;
}

/** What each answered request adds to the metrics. */
export interface RequestMetrics extends MetricsText {
  count(name: 'streamforge_http_requests_total', labels: RouteLabels & { readonly status: string }): void;
  observe(name: 'streamforge_http_request_duration_seconds', labels: RouteLabels, seconds: number): void;
}

export interface HttpParts {
  readonly settings: HttpSettings;
  readonly health: Health;
  readonly metrics: RequestMetrics;
  readonly logger: FastifyBaseLogger;
  /** Makes request ids. */
  readonly ids?: Ids;
}

/** Creates the instance; routes are added before `ready()`. Throws CONFIG_INVALID for an open bind without keys. */
export const createHttp = ({ settings, health, metrics, logger, ids = randomIds }: HttpParts): FastifyInstance => {
  const http = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.requestBytes,
    connectionTimeout: IDLE_MS,
    return503OnClosing: false,
    genReqId: () => ids(),
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, ids()),
    frameworkErrors: (error, request, reply) => void (reply as FastifyReply).send(prepareProblem(error, request, reply)),
  });
  http.setErrorHandler(async (error, request, reply) => await reply.send(prepareProblem(error, request, reply)));
  const allowed = allowedMethods(http);
  http.setNotFoundHandler(async (request, reply) => {
    const path = instanceOf(request);
    const methods = allowed(path);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    const code = methods.length > 0 ? 'METHOD_NOT_ALLOWED' : 'ROUTE_UNKNOWN';
    return await reply.send(prepareProblem(new StreamForgeError(code, `${request.method} ${path}.`), request, reply));
  });
  http.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.count('streamforge_http_requests_total', { route, method: request.method, status: String(reply.statusCode) });
    metrics.observe('streamforge_http_request_duration_seconds', { route, method: request.method }, reply.elapsedTime / 1_000);
  });
  addGuard(http, settings);
  addBodies(http);
  addProbes(http, health, metrics);
  addOpenApi(http);
  return http;
};

/** Answers what is not HTTP, or came too slowly: there is no request object, so the answer is written by hand. */
const answerBrokenRequest = (error: Error, socket: Socket, requestId: string): void => {
  if ('code' in error && error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const ours = ourError(Object.assign(error, { statusCode: 400 }));
  const problem = problemOf(ours, '', requestId);
  const body = JSON.stringify(problem);
  socket.end([
    `HTTP/1.1 ${problem.status} ${problem.status === 408 ? 'Request Timeout' : 'Bad Request'}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n'));
};
