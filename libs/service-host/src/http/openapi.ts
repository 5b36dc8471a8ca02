/** The API of a host as OpenAPI 3.1: each service describes its own routes, and `/openapi.json` shows all of them together. */
import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import type { FastifyInstance } from 'fastify';
import { problem, type Json } from './openapi-answers.ts';

export interface Operation extends Json {
  /** One sentence. */
  readonly summary: string;
  readonly tags: readonly string[];
  /** By status. */
  readonly responses: Json;
}

/** URL → method in small letters → operation. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export interface Api {
  /** Adds a service's routes, and the schemas that they refer to (`#/components/schemas/<name>`). */
  describe(paths: Paths, schemas?: Json): void;
  /** `GET /v1/assets` → what it does, of everything described. */
  summaries(): Readonly<Record<string, string>>;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly api: Api;
  }
}

/** Adds `http.api`, and the route that shows it. */
export const addOpenApi = (http: FastifyInstance): void => {
  const paths: Record<string, Record<string, Operation>> = {};
  const schemas: Record<string, unknown> = { Problem: problem };
  const api: Api = {
    describe: (further, named = {}) => {
      for (const [url, methods] of Object.entries(further)) paths[url] = { ...paths[url], ...methods };
      Object.assign(schemas, named);
    },
    summaries: () => Object.fromEntries(Object.entries(paths).flatMap(([url, methods]) =>
      Object.entries(methods).map(([method, { summary }]) => [`${method.toUpperCase()} ${url}`, summary]))),
  };
  http.decorate('api', api);
  http.get('/openapi.json', () => ({
    openapi: '3.1.0',
    info: { title: 'StreamForge', version: PLATFORM_VERSION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas, securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  }));
};
