/** JSON Schema 2020-12 of every topic's events. */
import { jsonSchemaOf } from '@streamforge/contracts/json-schema';
import { jsonFile, type Artefact } from '../artefact.ts';
import type { Contract } from '../contract.ts';

export const schemaFiles = ({ topics }: Contract): readonly Artefact[] => Object.entries(topics).map(([name, { says, value }]) => jsonFile(`docs/reference/schemas/${name}.json`, {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:streamforge:${name}`,
  $comment: 'Generated from libs/contracts: npm run generate',
  title: name,
  description: says,
  ...jsonSchemaOf(value, { io: 'input' }),
}));
