/** A replay into a platform that runs in another process. */
import type { Refusal } from '@streamforge/codec/received';
import { isErrorCode } from '@streamforge/contracts/errors';
import type { RefusedLine } from '@streamforge/dead-letters/file-line';
import { pathOf, post, type Platform } from '../platform/platform.ts';
import { produceV3, type V3Record } from '../platform/produce-v3.ts';
import type { EventRecord } from './record.ts';
import type { Sink, RefusedRecord } from './sink.ts';

/** A request stays below these: records, and characters of their values. */
const MOST_RECORDS = 500;
const MOST_CHARACTERS = 3_000_000;

/** A sink that produces over HTTP to a platform which runs. */
export const httpSink = (platform: Platform): Sink => ({
  send: async (topic, records) => {
    const refused: RefusedRecord[] = [];
    let at = 0;
    for (const batch of batches(records, ({ value }) => value.length)) {
      for (const answer of await produceV3(platform, topic, batch.map(spelled))) {
        if (!answer.ok) refused.push({ at, refusal: refusalOf(answer.code, answer.message) });
        at++;
      }
    }
    return refused;
  },
  bury: async (topic, lines) => {
    for (const batch of batches(lines, ({ bytes }) => bytes.length * 4 / 3)) {
      await post(platform, pathOf(['v1', 'dead-letters', 'lines']), { topic, lines: batch.map(spelledLine) });
    }
  },
});

const refusalOf = (code: string, detail: string): Refusal => ({ code: isErrorCode(code) ? code : 'EVENT_INVALID', detail });

const spelledLine = ({ file, line, bytes, code, message }: RefusedLine) =>
  ({ file, line, code, message, base64: Buffer.from(bytes).toString('base64') });

const text = (value: string | Uint8Array): string => typeof value === 'string' ? value : Buffer.from(value).toString();

const spelled = ({ key, value, headers = [] }: EventRecord): V3Record =>
  ({ key, value, headers: headers.map(([name, held]) => [name, text(held)] as const) });

function* batches<Item>(items: readonly Item[], charactersOf: (item: Item) => number): Generator<readonly Item[]> {
  let batch: Item[] = [];
  let characters = 0;
  for (const item of items) {
    if (batch.length > 0 && (batch.length >= MOST_RECORDS || characters + charactersOf(item) > MOST_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(item);
    characters += charactersOf(item);
  }
  if (batch.length > 0) yield batch;
}
