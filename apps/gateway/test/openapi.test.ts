import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type OpenedGateway } from './open-gateway.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters: readonly { readonly name: string; readonly in: string }[]; readonly responses: Readonly<Record<string, unknown>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties: Readonly<Record<string, unknown>> }>> };
}

let gateway: OpenedGateway;
let api: OpenApi;
beforeAll(async () => {
  gateway = await openGateway();
  api = await gateway.get('/openapi.json') as OpenApi;
});
afterAll(() => gateway.close());

const urls = (): readonly string[] => Object.keys(api.paths);

describe('the OpenAPI document', () => {
  it('describes every route of the index, and every way to produce', async () => {
    const { routes } = await gateway.get('/') as { routes: Readonly<Record<string, string>> };
    const described = Object.entries(api.paths).flatMap(([url, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`));
    expect(described).toEqual(expect.arrayContaining(Object.keys(routes)));
    expect(described).toEqual(expect.arrayContaining(['POST /v3/clusters/{cluster}/topics/{topic}/records', 'POST /topics/{topic}', 'POST /v1/topics/{topic}/records']));
    expect(api.openapi).toBe('3.1.0');
  });

  it('names every parameter of a path, and problems for every route', () => {
    for (const url of urls()) {
      for (const { parameters, responses } of Object.values(api.paths[url] ?? {})) {
        const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect(named).toEqual([...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '400', '500']));
      }
    }
    expect(api.paths['/v1/bars']?.['get']?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['symbol', 'interval', 'from', 'to', 'limit', 'indicators', 'cursor']));
  });

  it('has the events as producers write them, and no reference that leads nowhere', () => {
    expect(Object.keys(api.components.schemas['market.candles.v1']?.properties ?? {})).toEqual(expect.arrayContaining(['openTime', 'volume', 'closed']));
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(10);
    for (const to of references) {
      const [, name = ''] = /^#\/components\/schemas\/(.+)$/.exec(to) ?? [];
      expect(api.components.schemas, to).toHaveProperty([name]);
    }
    expect(JSON.stringify(api)).not.toContain('"$schema"');
  });
});
