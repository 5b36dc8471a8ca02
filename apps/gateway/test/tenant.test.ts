/** An API key that is bound to a tenant reads no other tenant's documents, records and dead letters, whatever it asks for. */
import { sha256 } from '@streamforge/codec/digest';
import { deadLetterRecord } from '@streamforge/dead-letters/record';
import type { OutgoingRecord } from '@streamforge/event-log/port';
import { openChunks } from '@streamforge/search/chunks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entry, openGateway, START, type OpenedGateway } from './open-gateway.ts';

const document = (tenant: string) =>
  ({ id: 'd', tenant, title: tenant, text: `Rates of ${tenant}.`, source: 'wire', publishedAt: START, symbols: [], simulated: false, metadata: {} });
const answer = (id: string, tenant: string) =>
  ({ id, tenant, answer: 'Yes.', model: 'evidence', citations: [], usage: { promptTokens: 0, completionTokens: 0 }, time: START });

let gateway: OpenedGateway;
beforeAll(async () => {
  const keys = [{ sha256: sha256(Buffer.from('acme-key')), tenant: 'acme' }, { sha256: sha256(Buffer.from('plain-key')) }, { sha256: sha256(Buffer.from('admin-key')), admin: true },
    { sha256: sha256(Buffer.from('acme-admin-key')), admin: true, tenant: 'acme' }];
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
  for (const tenant of ['acme', 'public']) await gateway.events.produce('llm.responses.v1', [{ key: 'both', value: JSON.stringify(answer('both', tenant)) }]);
  expect((await ask('acme-key', '/v1/lineage/answers/both'))[1]).toContain('acme');
});

/** Puts a record on the log; resolves to its place. */
const put = async (topic: string, record: OutgoingRecord) => {
  const [at] = await gateway.events.produce(topic, [record]);
  if (at === undefined) throw new Error('nothing was produced');
  return at;
};

it('follows no fact and no answer to the record of another tenant', async () => {
  const { documents } = gateway.host.ports;
  const sources = {
    own: await put('documents.clean.v1', { key: 'acme:own', value: JSON.stringify(document('acme')) }),
    others: await put('documents.clean.v1', { key: 'public:others', value: JSON.stringify(document('public')) }),
  };
  for (const [id, source] of Object.entries(sources)) {
    await documents.upsert('documents', [entry({ series: 'acme', order: START, id }, document('acme'), source)]);
  }
  const lineage = (id: string) => `/v1/lineage?collection=documents&series=acme&id=${id}`;
  expect(await ask('acme-key', lineage('own'))).toEqual([200, expect.stringContaining('"readable":true')]);
  expect(await ask('acme-key', lineage('others'))).toEqual([200, expect.stringContaining('"readable":false,"record":null')]);
  expect(await ask('admin-key', lineage('others'))).toEqual([200, expect.stringContaining('Rates of public.')]);

  const citation = (number: number, source: object) => ({ number, kind: 'document', title: 't', excerpt: 'e', source });
  const citing = { ...answer('cites', 'acme'), citations: [citation(1, sources.own), citation(2, sources.others)] };
  await put('llm.responses.v1', { key: 'cites', value: JSON.stringify(citing) });
  await put('llm.requests.v1', { key: 'cites', value: JSON.stringify({ id: 'cites', tenant: 'public', question: 'Secret?', time: START }) });
  const [, body] = await ask('acme-key', '/v1/lineage/answers/cites');
  expect(JSON.parse(body)).toMatchObject({ question: null, citations: [{ readable: true }, { readable: false, record: null }] });
  expect(body).not.toMatch(/Rates of public|Secret/);
});

it('names no other tenant among the series of documents', async () => {
  const series = async (key: string) => JSON.parse((await ask(key, '/v1/series?collection=documents'))[1]) as unknown;
  expect(await series('acme-key')).toMatchObject({ series: [{ series: 'acme' }], next: null });
  expect(await series('admin-key')).toMatchObject({ series: [{ series: 'acme' }, { series: 'public' }] });
});

describe('dead letters', () => {
  const envelope = { specversion: '1.0', id: '1', source: 'wire', type: 'streamforge.document.v1', data: { tenant: 'acme', text: 7 } };
  /** Each with who may read it. */
  const letters: readonly (readonly [string, OutgoingRecord, readonly string[]])[] = [
    ['documents.v1', { key: 'acme:bad', value: '{"tenant":"acme","text":1}' }, ['acme-key', 'acme-admin-key']],
    ['documents.v1', { key: 'acme:wrapped', value: JSON.stringify(envelope), headers: [['content-type', 'application/cloudevents+json']] }, ['acme-key', 'acme-admin-key']],
    ['documents.v1', { key: 'acme:gone', value: null }, ['acme-key', 'acme-admin-key']],
    ['documents.v1', { key: 'public:bad', value: '{"text":2}' }, ['plain-key']],
    ['documents.v1', { key: 'acme:broken', value: '{"tenant":"acme","text":"Rates' }, []],
    ['llm.requests.v1', { key: 'q', value: '{"tenant":"public","question":3}' }, ['plain-key']],
    ['market.candles.v1', { key: 'k', value: '{"tenant":"public"}' }, ['acme-key', 'acme-admin-key', 'plain-key']],
  ];
  const places: string[] = [];
  beforeAll(async () => {
    for (const [topic, original] of letters) {
      const at = await put(topic, original);
      const [record] = await gateway.events.read(at, { maxRecords: 1, maxBytes: 1 });
      if (record === undefined) throw new Error('nothing was read');
      const { topic: dlq, partition, offset } = await put(`${topic}.dlq`, deadLetterRecord(record, { code: 'JSON_INVALID', message: 'why', service: 'ingest', group: 'ingest', ...at, attempt: 1 }));
      places.push(`${dlq}/${partition}/${offset}`);
    }
  });

  it('are listed and shown to their tenant, and to keys of none', async () => {
    for (const key of ['acme-key', 'acme-admin-key', 'plain-key', 'admin-key']) {
      const own = places.filter((_place, at) => key === 'admin-key' || letters[at]?.[2].includes(key) === true);
      const listed = JSON.parse((await ask(key, '/v1/dead-letters'))[1]) as { letters: readonly { topic: string; partition: number; offset: number }[] };
      expect(listed.letters.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`).toSorted(), key).toEqual(own.toSorted());
      for (const place of places) expect((await ask(key, `/v1/dead-letters/${place}`))[0], `${key} ${place}`).toBe(own.includes(place) ? 200 : 404);
    }
  });

  it('of others are not handed back by an admin of one tenant', async () => {
    const redrive = async (payload: object): Promise<unknown> => (await gateway.ask({ method: 'POST', url: '/v1/dead-letters/redrive', headers: { authorization: 'Bearer acme-admin-key' }, payload })).json();
    const [topic, partition, offset] = places[3]?.split('/') ?? [];
    expect(await redrive({ topic, partition: Number(partition), offset: Number(offset) })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await redrive({ topic: 'documents.v1' })).toEqual({ redriven: 3, alreadyRedriven: 0, notRedrivable: 0 });
  });
});
