import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { isTopic } from '@streamforge/contracts/topics';
import { TerminalError } from '@streamforge/contracts/errors';
import type { AddCommand, CommandContext } from '../command.ts';
import { count } from '../output/figures.ts';
import { feeding } from '../platform/feeding.ts';
import { produceV3, type V3Record } from '../platform/produce-v3.ts';
import type { Platform } from '../platform/platform.ts';

interface ProduceOptions {
  readonly key?: string;
  readonly tombstone?: string;
  readonly time?: string;
}

interface Refused {
  readonly line: number;
  readonly message: string;
}

interface Produced {
  readonly topic: string;
  readonly accepted: number;
  readonly refused: readonly Refused[];
}

const BATCH = 500;

/** `streamforge produce market.candles.v1 candles.jsonl`: one JSON value a line. */
export const addProduce: AddCommand = (program, act) => {
  program.command('produce')
    .description('produce JSON values, one a line, from a file or from stdin')
    .argument('<topic>')
    .argument('[file]', 'file of JSON lines, or - for stdin', '-')
    .option('--key <key>', 'key of every record; by default the topic derives it from the value')
    .option('--tombstone <key>', 'delete the entry of this key instead of producing values')
    .option('--time <time>', 'ce_time of the records, RFC 3339; a tombstone’s version (default: now)')
    .action(act(async (context, options: ProduceOptions, topic: string, file: string) => {
      if (!isTopic(topic)) throw new TerminalError('TOPIC_UNKNOWN', `It was "${topic}".`);
      const produced = await feeding(context, ({ platform }) => produce(platform, topic, lines(context, options, file), options, context));
      context.output.data(produced, ({ accepted, refused }) => [
        `${count(accepted)} records acknowledged by ${topic}`,
        ...refused.map(({ line, message }) => `line ${line} refused: ${message}`),
      ].join('\n'));
      return produced.refused.length > 0 ? 'refused' : 'done';
    }));
};

interface Line {
  readonly number: number;
  /** Null is a tombstone. */
  readonly text: string | null;
}

async function* lines({ shell: { terminal } }: CommandContext, { tombstone }: ProduceOptions, file: string): AsyncGenerator<Line> {
  if (tombstone !== undefined) {
    yield { number: 1, text: null };
    return;
  }
  const input = file === '-' ? terminal.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (text.trim() !== '') yield { number, text };
    }
  } catch (error) {
    throw new TerminalError('FILE_UNREADABLE', (error as Error).message, { file }, { cause: error });
  }
}

const produce = async (
  platform: Platform, topic: string, input: AsyncIterable<Line>, options: ProduceOptions, context: CommandContext,
): Promise<Produced> => {
  const refused: Refused[] = [];
  let accepted = 0;
  let batch: Line[] = [];
  const flush = async (): Promise<void> => {
    const answers = await produceV3(platform, topic, batch.map(({ text }) => recordOf(text, options, context)));
    for (const [at, answer] of answers.entries()) {
      if (answer.ok) accepted++;
      else refused.push({ line: batch[at]?.number ?? 0, message: `${answer.code}: ${answer.message}` });
    }
    batch = [];
  };
  for await (const line of input) {
    const fault = line.text === null ? undefined : jsonFault(line.text);
    if (fault !== undefined) refused.push({ line: line.number, message: fault });
    else batch.push(line);
    if (batch.length >= BATCH) await flush();
    if (context.shell.signal.aborted) break;
  }
  if (batch.length > 0) await flush();
  return { topic, accepted, refused: refused.toSorted((a, b) => a.line - b.line) };
};

const recordOf = (text: string | null, { key, tombstone, time }: ProduceOptions, { shell }: CommandContext): V3Record => {
  const when = time ?? (tombstone === undefined ? undefined : new Date(shell.clock.now()).toISOString());
  return { key: tombstone ?? key, value: text, headers: when === undefined ? undefined : [['ce_time', when]] };
};

/** Several records travel in one request, so that a line must be JSON by itself. */
const jsonFault = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `JSON_INVALID: ${(error as Error).message}`;
  }
};
