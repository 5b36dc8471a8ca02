/** The body of a v2 request, `{"records": […]}`, taken apart without parsing the records: each is read for itself later, in portions. */
import { readJson } from '@streamforge/codec/json';
import { shown } from '@streamforge/codec/shown';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { memberBytes } from './member-bytes.ts';
import { isAbsent, isObject } from './record-parts.ts';

const OPEN_ARRAY = 0x5b;
const EMPTY_ARRAY = Buffer.from('[]');

/** Members that other formats of the API need: our topics have their schemas. */
const without: ReadonlySet<string> = new Set(['key_schema', 'key_schema_id', 'value_schema', 'value_schema_id']);

/** The bytes of the array of records. Throws when what is around it is not strict JSON of the API: then nothing of the body is taken. */
export const recordsIn = (body: Uint8Array): Uint8Array => {
  const records = memberBytes(body, ['records']) ?? body.subarray(0, 0);
  const from = records.byteOffset - body.byteOffset;
  const around = records.length === 0 ? body : Buffer.concat([body.subarray(0, from), EMPTY_ARRAY, body.subarray(from + records.length)]);
  const json = around.length === 0 ? { ok: true as const, value: undefined } : readJson(around);
  if (!json.ok) throw new StreamForgeError(json.code, json.detail);
  if (!isObject(json.value) || records[0] !== OPEN_ARRAY) throw new StreamForgeError('REQUEST_INVALID', 'The body is {"records": […]}.');
  for (const [name, value] of Object.entries(json.value)) {
    if (name === 'records' || (without.has(name) && isAbsent(value))) continue;
    throw new StreamForgeError('REQUEST_INVALID', `The body can’t have ${shown(name)}: schemas belong to topics.`);
  }
  return records;
};
