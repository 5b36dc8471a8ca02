/** Produces lines as they arrive and keeps account of what became of them. */
import { limits } from '@streamforge/contracts/limits';
import { produceV3, type V3Record } from '../platform/produce-v3.ts';
import type { Platform } from '../platform/platform.ts';
import type { InputLine } from './byte-lines.ts';

export interface Refused {
  readonly line: number;
  readonly message: string;
}

export interface Produced {
  readonly topic: string;
  readonly accepted: number;
  readonly refused: readonly Refused[];
  /** False when it was interrupted before the input ended. */
  readonly finished: boolean;
}

export interface ProduceLines {
  readonly platform: Platform;
  readonly topic: string;
  /** What every record has: key and headers. */
  readonly record: Omit<V3Record, 'value'>;
  readonly signal: AbortSignal;
  /** Told once when it fails, before the error goes on: what was answered until then. */
  readonly onFailure: (account: Produced, lastLine: number) => void;
}

const MOST_RECORDS = 500;
/** Half of what a request may hold. */
const MOST_BYTES = limits.requestBytes / 2;
/** What a record takes beside its value, key and headers, generously. */
const ENVELOPE_BYTES = 256;

/**
 * Sends what has arrived at once, so that what was typed before an interruption is not lost. Resolves when the input ends or the signal
 * aborts; rejects when the platform can't take a request.
 */
export const produceLines = async (input: AsyncIterable<readonly InputLine[]>, options: ProduceLines): Promise<Produced> => {
  const { platform, topic, record, signal, onFailure } = options;
  const overhead = ENVELOPE_BYTES + JSON.stringify(record).length * 2;
  const refused: Refused[] = [];
  let accepted = 0;
  let lastLine = 0;
  const account = (finished: boolean): Produced => ({ topic, accepted, refused: refused.toSorted((a, b) => a.line - b.line), finished });
  try {
    for await (const lines of input) {
      for (const line of lines) {
        if ('refusal' in line) refused.push({ line: line.number, message: `${line.refusal.code}: ${line.refusal.detail}` });
      }
      for (const batch of batches(lines.filter((line) => 'text' in line), overhead)) {
        if (signal.aborted) return account(false);
        const answers = await produceV3(platform, topic, batch.map(({ text }) => ({ ...record, value: text })));
        for (const [at, answer] of answers.entries()) {
          if (answer.ok) accepted++;
          else refused.push({ line: batch[at]?.number ?? 0, message: `${answer.code}: ${answer.message}` });
        }
        lastLine = batch.at(-1)?.number ?? lastLine;
      }
      if (signal.aborted) return account(false);
    }
    return account(true);
  } catch (error) {
    if (signal.aborted) return account(false);
    onFailure(account(false), lastLine);
    throw error;
  }
};

interface TextLine {
  readonly number: number;
  readonly text: string;
}

function* batches(lines: readonly TextLine[], overhead: number): Generator<readonly TextLine[]> {
  let batch: TextLine[] = [];
  let bytes = 0;
  for (const line of lines) {
    const more = Buffer.byteLength(line.text) + overhead;
    if (batch.length > 0 && (batch.length >= MOST_RECORDS || bytes + more > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(line);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}
