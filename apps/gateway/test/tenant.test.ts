/** An API key that is bound to a tenant reads no other tenant's documents, whatever it asks for. */
import { sha256 } from '@streamforge/codec/digest';
import { openChunks } from '@streamforge/search/chunks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entry, openGateway, START, type OpenedGateway } from './open-gateway.ts';

const document = (tenant: string) =>
  ({ id: 'd', tenant, title: tenant, text: `Rates of ${tenant}.`, source: 'wire', publishedAt: START, symbols: [], simulated: false, metadata: {} });
const answer = (id: string, tenant: string) =>
  ({ id, tenant, answer: 'Yes.', model: 'evidence', citations: [], usage: { promptTokens: 0, completionTokens: 0 }, time: START });

let gateway: OpenedGateway;
beforeAll(async () => {
  const keys = [{ sha256: sha256(Buffer.from('acme-key')), tenant: 'acme' }, { sha256: sha256(Buffer.from('plain-key')) }, { sha256: sha256(Buffer.from('admin-key')), admin: true }];
  gateway = await openGateway({ env: { STREAMFORGE_API_KEYS: JSON.stringify(keys) } });
  const { documents, vectors, relational } = gateway.host.ports;
  const chunks = await openChunks({ vectors, relational });
  for (const tenant of ['acme', 'public']) {
    await documents.upsert('documents', [entry({ series: tenant, order: START, id: 'd' }, document(tenant))]);
    await chunks.index([{ tenant, id: 'd', title: tenant, text: document(tenant).text, publisher: 'wire', publishedAt: START, symbols: [], version: Uint8Array.of(1) }]);
    await gateway.events.produce('llm.responses.v1', [{ key: `q-${tenant}`, value: JSON.stringify(answer(`q-${tenant}`, tenant)) }]);
  }
});
afterAll(() => gateway.close());

const ask = async (key: string, url: string): Promise<readonly [number, string]> => {
  const { statusCode, body } = await gateway.ask({ url, headers: { authorization: `Bearer ${key}` } });
  return [statusCode, body];
};

it('reads its own tenant’s without naming it', async () => {
  for (const [key, tenant] of [['acme-key', 'acme'], ['plain-key', 'public'], ['admin-key', 'public']] as const) {
    for (const url of ['/v1/documents', '/v1/documents/search?q=rates']) expect(await ask(key, url), `${key} ${url}`).toEqual([200, expect.stringContaining(`Rates of ${tenant}.`)]);
  }
});

it('reads no other’s, and an admin key reads all', async () => {
  const others = ['/v1/documents?tenant=public', '/v1/documents/public/d', '/v1/lineage?collection=documents&series=public&id=d'];
  for (const url of others) {
    expect((await ask('acme-key', url))[0], url).toBe(403);
    expect((await ask('admin-key', url))[0], url).toBe(200);
  }
  expect((await ask('acme-key', '/v1/lineage/answers/q-acme'))[0]).toBe(200);
  expect((await ask('acme-key', '/v1/lineage/answers/q-public'))[0]).toBe(404);
});
