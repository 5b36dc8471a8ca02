import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { isTopic } from '@streamforge/contracts/topics';
import { TerminalError } from '@streamforge/contracts/errors';
import type { AddCommand, CommandContext } from '../command.ts';
import { count } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { feeding } from '../platform/feeding.ts';
import { produceV3, type V3Record } from '../platform/produce-v3.ts';
import type { Platform } from '../platform/platform.ts';
import { byteLines } from '../produce/byte-lines.ts';
import { produceLines, type Produced } from '../produce/produce-lines.ts';

interface ProduceOptions {
  readonly key?: string;
  readonly tombstone?: string;
  readonly time?: string;
}

/** Read from a file at a time: enough lines for a whole request. */
const FILE_CHUNK_BYTES = 1_048_576;

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
      const produced = await feeding(context, ({ platform }) => options.tombstone === undefined
        ? produceFile(platform, topic, file, options, context)
        : bury(platform, topic, recordOf(options, context)));
      context.output.data(produced, ({ accepted, refused }) => [
        `${count(accepted)} records acknowledged by ${topic}`,
        ...refused.map(({ line, message }) => `line ${line} refused: ${printable(message)}`),
      ].join('\n'));
      if (!produced.finished) return 'interrupted';
      return produced.refused.length > 0 ? 'refused' : 'done';
    }));
};

const produceFile = (
  platform: Platform, topic: string, file: string, options: ProduceOptions, context: CommandContext,
): Promise<Produced> => {
  const { output, shell: { terminal, signal } } = context;
  if (file === '-' && 'isTTY' in terminal.stdin && terminal.stdin.isTTY === true) {
    output.talk('Waiting for JSON on stdin, one value a line; Ctrl-D ends it.');
  }
  return produceLines(byteLines(chunksOf(file, context)), {
    platform,
    topic,
    record: recordOf(options, context),
    signal,
    onFailure: ({ accepted, refused }, lastLine) => output.talk(
      `Before this, ${count(accepted)} records were acknowledged and ${count(refused.length)} refused; `
      + `lines after ${count(lastLine)} may or may not be stored.`),
  });
};

/** The bytes of a file or of stdin; the signal destroys the stream, so that nothing waits for a person or a pipe any longer. */
async function* chunksOf(file: string, { shell: { terminal, signal } }: CommandContext): AsyncGenerator<Uint8Array | string> {
  const input = file === '-' ? terminal.stdin as Readable : createReadStream(file, { highWaterMark: FILE_CHUNK_BYTES });
  try {
    yield* addAbortSignal(signal, input);
  } catch (error) {
    throw new TerminalError('FILE_UNREADABLE', (error as Error).message, { file }, { cause: error });
  }
}

const bury = async (platform: Platform, topic: string, record: Omit<V3Record, 'value'>): Promise<Produced> => {
  const [answer] = await produceV3(platform, topic, [{ ...record, value: null }]);
  const refused = answer?.ok === false ? [{ line: 1, message: `${answer.code}: ${answer.message}` }] : [];
  return { topic, accepted: 1 - refused.length, refused, finished: true };
};

const recordOf = ({ key, tombstone, time }: ProduceOptions, { shell }: CommandContext): Omit<V3Record, 'value'> => {
  const when = time ?? (tombstone === undefined ? undefined : new Date(shell.clock.now()).toISOString());
  return { key: tombstone ?? key, headers: when === undefined ? undefined : [['ce_time', when]] };
};
