import type { Citation } from '@streamforge/contracts/events/llm';
import { answerTo } from '../ask/completion.ts';
import { answerText, sourceLines } from '../ask/sources.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { printable } from '../output/table.ts';
import { answerSide } from '../platform/services.ts';
import type { Platform } from '../platform/platform.ts';

interface AskOptions {
  readonly model?: string;
}

interface Asked {
  /** What `lineage answer` follows. */
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly model: string;
  readonly citations: readonly Citation[];
}

const help = `
Without a language model (LLM_BASE_URL) the answer is the evidence itself. Its sources follow: the number in the text, and topic,
partition and offset of the record that holds it.`;

/** `streamforge ask "how did BTCUSDT do?"`: the answer as it is written, then its sources. */
export const addAsk: AddCommand = (program, act) => {
  program.command('ask')
    .description('ask a question about the stored data; the answer cites its sources')
    .argument('<question...>')
    .option('--model <name>', 'which model answers (default: the platform’s)')
    .addHelpText('after', help)
    .action(act(async (context, { model }: AskOptions, words: readonly string[]) => {
      const asked = await context.withPlatform((platform) => ask(context, platform, words.join(' '), model), answerSide());
      if (asked === undefined) return 'interrupted';
      context.output.data(asked, ({ id, citations }, colours) => `\n${sourceLines(citations, colours)}\n${colours.faint(`Their records: streamforge lineage answer ${printable(id)}`)}`);
      return 'done';
    }));
};

/** Shows the answer while it comes, unless it is wanted as JSON; undefined when interrupted. */
const ask = async ({ output, shell: { signal } }: CommandContext, platform: Platform, question: string, wanted: string | undefined): Promise<Asked | undefined> => {
  let answer = '';
  let end: Pick<Asked, 'id' | 'model' | 'citations'> = { id: '', model: '', citations: [] };
  const { stdout } = output.terminal;
  try {
    for await (const part of answerTo(platform, { question, model: wanted, signal })) {
      if (part.kind === 'end') end = part;
      else {
        answer += part.text;
        if (!output.json) stdout.write(answerText(part.text));
      }
    }
  } catch (error) {
    if (!output.json && answer !== '') stdout.write('\n');
    if (signal.aborted) return undefined;
    throw error;
  }
  if (!output.json && !answer.endsWith('\n')) stdout.write('\n');
  return { id: end.id, question, answer, model: end.model, citations: end.citations };
};
