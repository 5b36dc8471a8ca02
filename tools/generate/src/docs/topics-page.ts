import { jsonSchemaOf, type JsonSchema as Json } from '@streamforge/contracts/json-schema';
import type { Retention } from '@streamforge/contracts/retention';
import { readOf } from '@streamforge/contracts/services';
import { deadLetterRetention, type TopicDefinition } from '@streamforge/contracts/topics';
import { markdownFile, type Artefact } from '../artefact.ts';
import { servicesOf, type Contract } from '../contract.ts';
import { keyShape } from './key-shape.ts';
import { code, codes, table } from './markdown.ts';

const DAY_MS = 86_400_000;

const kept = (retention: Retention): string => {
  if (retention.kind === 'forever') return 'for ever';
  const days = `${retention.ms / DAY_MS} days`;
  return retention.kind === 'age' ? days : `${days}, and until the archive has it`;
};

/** A field's type in a word or two. */
const typeOf = (field: Json): string => {
  const { type = 'anything', enum: values, const: constant, anyOf, items } = field as {
    type?: string | readonly string[]; enum?: readonly unknown[]; const?: unknown; anyOf?: readonly Json[]; items?: Json;
  };
  if (constant !== undefined) return JSON.stringify(constant);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(', ');
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ');
  return type === 'array' ? `list of ${items === undefined ? 'anything' : typeOf(items)}` : [type].flat().join(' or ');
};

const fieldsOf = ({ value }: TopicDefinition): string => {
  const { properties = {}, required = [] } = jsonSchemaOf(value, { io: 'input' }) as { properties?: Readonly<Record<string, Json>>; required?: readonly string[] };
  return table(['field', 'needed', 'type', 'says'], Object.entries(properties).map(([name, field]) =>
    [code(name), required.includes(name) ? 'yes' : '', typeOf(field), typeof field['description'] === 'string' ? field['description'] : '']));
};

const sectionOf = (name: string, topic: TopicDefinition, contract: Contract): string => {
  const services = servicesOf(contract);
  const readers = services.filter(([, service]) => readOf(service).some((read) => read === name));
  const writers = services.filter(([, { produces }]) => produces.some((produced) => produced === name)).map(([service]) => service);
  const overseers = services.filter(([, { oversees }]) => oversees === true).map(([service]) => `${service} (to show it, without a group)`);
  const reading = readers.map(([service, { consumes }]) => {
    const consumer = Object.entries(consumes).find(([consumed]) => consumed === name)?.[1];
    return consumer === undefined ? `${service} (every instance)` : `${service} (group ${code(consumer.group)}, lag target ${consumer.lagTarget.toLocaleString('en')})`;
  });
  return [
    `## ${name}`,
    topic.says,
    table(['', ''], [
      ['ce_type', code(topic.type)],
      ['key', code(keyShape(topic))],
      ['partitions', String(topic.partitions)],
      ['kept', kept(topic.retention)],
      ['a record without a value', topic.tombstone === 'deletes' ? 'deletes; it needs `ce_time`' : 'is refused'],
      ['produced by', writers.length === 0 ? 'nobody yet' : codes(writers)],
      ['read by', [...reading.length === 0 ? ['whoever wants to'] : reading, ...overseers].join(', ')],
      ['schema', `[${name}.json](schemas/${name}.json)`],
    ]),
    fieldsOf(topic),
  ].join('\n\n');
};

export const topicsPage = (contract: Contract): Artefact => markdownFile('docs/reference/topics.md', 'Topics', [
  `Values are JSON with CloudEvents 1.0 headers in binary mode; plain JSON is taken too. Decimals are text, times epoch milliseconds. Beside each topic
lies \`<topic>.dlq\` with what its consumers refused, as many partitions, kept ${kept(deadLetterRetention)}. What gateway and the command line
hand back of those letters goes to the topic that they came from. The whole as AsyncAPI 3: [asyncapi.yaml](asyncapi.yaml).`,
  `A decimal has at most 38 digits on each side of its point, which a JSON Schema can’t count where one is written with an exponent; lengths of text are
counted in UTF-16 units.`,
  ...Object.entries(contract.topics).map(([name, topic]) => sectionOf(name, topic, contract)),
].join('\n\n'));
