/** A route is declared once: what it takes, what it answers, which errors it knows. Validation and OpenAPI both come from it. */
import { StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { shown } from '@streamforge/codec/shown';
import { requireAdmin } from '@streamforge/service-host/http/access';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

export interface RouteInput<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface Route<Path extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> {
  readonly method: 'GET' | 'POST';
  /** As OpenAPI spells it: `/v1/assets/{exchange}/{symbol}`. */
  readonly url: string;
  readonly tag: string;
  /** One sentence. */
  readonly says: string;
  readonly path?: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  /** Media types besides JSON that it can answer with. */
  readonly alsoAnswers?: readonly string[];
  /** Whether it answers 304 to who names the entity tag of what it has. */
  readonly revalidates?: boolean;
  /** Codes besides those of every route. */
  readonly errors?: readonly ErrorCode[];
  /** Whether it changes the platform: then it needs an admin key where keys are needed. */
  readonly admin?: boolean;
  /** A reply that it sent itself, or the answer. */
  readonly handle: (input: RouteInput<z.output<Path>, z.output<Query>, z.output<Body>>) => Promise<z.input<Answer> | FastifyReply>;
}

/** A route with its types forgotten, so that a list can hold several. */
export interface AnyRoute extends Omit<Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, 'handle'> {
  readonly handle: (input: RouteInput<unknown, unknown, unknown>) => Promise<unknown>;
}

export const route = <
  Answer extends z.ZodType,
  Path extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(declared: Route<Path, Query, Body, Answer>): AnyRoute => declared as unknown as AnyRoute;

/** Adds routes to an instance; what does not match its schema is refused as REQUEST_INVALID, which names the parameter. */
export const addRoutes = (http: FastifyInstance, routes: readonly AnyRoute[]): void => {
  const nothing = z.strictObject({});
  for (const { method, url, path = nothing, query = nothing, body, admin, handle } of routes) {
    http.route({
      method,
      url: url.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        if (admin === true) requireAdmin(request);
        return await handle({
          path: checked(path, request.params, 'path'),
          query: checked(query, request.query, 'query'),
          body: body === undefined ? undefined : checked(body, request.body ?? {}, 'body'),
          request,
          reply,
        });
      },
    });
  }
};

/** Most problems that one message names. */
const MOST = 3;

const checked = (schema: z.ZodType, value: unknown, where: string): unknown => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, MOST).map((issue) => {
    const name = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return `there is no ${where} parameter ${issue.keys.slice(0, MOST).map(shown).join(', ')}`;
    const held = issue.path.reduce<unknown>((at, step) => (at as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step], value);
    if (held === undefined) return `${where} parameter ${name} is missing`;
    return `${where} parameter ${name}: ${issue.message}, but is ${shown(held)}`;
  });
  throw new StreamForgeError('REQUEST_INVALID', `${problems.join('; ')}.`);
};
