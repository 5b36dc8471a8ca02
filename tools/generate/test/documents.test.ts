import { readdirSync, readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { artefactsOf } from '../src/artefacts.ts';
import { readContract, type Contract } from '../src/contract.ts';
import { asyncApi } from '../src/docs/async-api.ts';
import { kafkaUsers } from '../src/kafka/users.ts';

let contract: Contract;
const texts = new Map<string, string>();
const textOf = (path: string): string => texts.get(path) ?? '';

beforeAll(async () => {
  contract = await readContract();
  for (const { path, text } of artefactsOf(contract)) texts.set(path, text);
});

/** The parser’s severity of an error. */
const serious: readonly number[] = [0];

const problems = async (document: string): Promise<readonly string[]> => {
  const { diagnostics } = await new Parser().parse(document);
  return diagnostics.filter(({ severity }) => serious.includes(severity)).map(({ message, path }) => `${path.join('.')}: ${message}`);
};

describe('the AsyncAPI document', () => {
  it('is one for the official parser, which refuses a broken one', async () => {
    expect(await problems(textOf('docs/reference/asyncapi.yaml'))).toEqual([]);
    expect(await problems(textOf('docs/reference/asyncapi.yaml').replace('action: receive', 'action: swallow'))).not.toEqual([]);
  });

  it('has a channel for each topic and its dead letters, and an operation for each thing that the log lets anyone read or write', () => {
    const { channels, operations } = asyncApi(contract) as { channels: Record<string, unknown>; operations: Record<string, { action: string; summary: string }> };
    expect(Object.keys(channels).toSorted()).toEqual(Object.keys(contract.topics).flatMap((name) => [name, `${name}.dlq`]).toSorted());
    const granted = kafkaUsers(contract).flatMap(({ metadata, spec }) => spec.authorization.acls.filter(({ resource }) => resource.type === 'topic').flatMap(({ resource, operations: each }) =>
      each.flatMap((operation) => (operation === 'Read' ? ['receive'] : operation === 'Write' ? ['send'] : [])).map((action) => `${metadata.name.replace('streamforge-', '')}.${action}.${resource.name}`)));
    expect(Object.keys(operations).toSorted()).toEqual(granted.toSorted());
    expect(['ingest.receive.market.candles.v1', 'roi-logger.receive.queue-control', 'gateway.receive.roi.snapshots.v1', 'gateway.send.market.bars.v1', 'gateway.send.market.bars.v1.dlq'].map((name) => operations[name]?.summary)).toEqual([
      'ingest consumes it.', 'roi-logger hears all of it, in every instance and without a group.', 'gateway shows it to who asks, without a group.',
      'gateway hands dead letters back to it.', 'gateway keeps what it refuses.',
    ]);
  });
});

describe('a JSON Schema', () => {
  const folder = new URL('../../../libs/contracts/fixtures/v1/', import.meta.url);
  const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { topic: string; value: object });
  const validator = (topic: string) => new Ajv2020({ strict: false, validateFormats: false })
    .compile(JSON.parse(textOf(`docs/reference/schemas/${topic}.json`)) as object);

  it.each(fixtures)('of $topic takes the event that was recorded once, and no other', ({ topic, value }) => {
    const validate = validator(topic);
    expect(validate(value) ? [] : validate.errors).toEqual([]);
    expect(validate({})).toBe(false);
    expect(validate({ ...value, surprise: 1 })).toBe(false);
  });

  it('exists for every topic', () => {
    for (const topic of Object.keys(contract.topics)) expect(() => validator(topic)).not.toThrow();
  });
});

describe('the reference', () => {
  it('tells every topic, metric, error and setting', () => {
    const told: readonly (readonly [page: string, names: readonly string[]])[] = [
      ['topics', Object.keys(contract.topics)], ['metrics', Object.keys(contract.metrics)], ['errors', Object.keys(contract.errors)],
      ['configuration', [contract.settings.host, ...Object.values(contract.settings.own)].flatMap((schema) => Object.keys(schema.shape))],
    ];
    for (const [page, names] of told) expect(names.filter((name) => !textOf(`docs/reference/${page}.md`).includes(name))).toEqual([]);
  });

  it('links only to what is there', () => {
    const links = [...textOf('docs/reference/topics.md').matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => `docs/reference/${target}`);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((target) => !texts.has(target))).toEqual([]);
  });

  it('has tables whose rows are as long as their heads', () => {
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const [path, text] of texts) {
      if (!path.endsWith('.md')) continue;
      for (const part of text.split('\n\n').filter((block) => block.startsWith('|'))) expect([path, new Set(part.trim().split('\n').map(cells)).size]).toEqual([path, 1]);
    }
  });
});

describe('YAML', () => {
  it('says again what it was made of', () => expect(parse(textOf('docs/reference/asyncapi.yaml'))).toEqual(JSON.parse(JSON.stringify(asyncApi(contract)))));
});
