/** A chat completion as OpenAI’s clients ask for it. Source: OpenAI API reference, “Create chat completion”. */
import { z } from 'zod';
import type { Turn } from '../answer/prompt.ts';
import type { Parameters } from '../model/generate.ts';
import { RequestFault } from './fault.ts';

/** Longest question, as over the log. */
const MOST_QUESTION = 20_000;
/** Messages of a conversation, and their characters together. */
const MOST_MESSAGES = 200;
const MOST_CHARACTERS = 1_000_000;
/** What of the conversation before the question is passed on: the newest messages within so many characters. */
const BEFORE_MESSAGES = 20;
const BEFORE_CHARACTERS = 20_000;

const TextPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(TextPart).max(200).transform((parts) => parts.map(({ text }) => text).join('\n'))]);

const Message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer']), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({ role: z.literal('assistant'), content: content.nullish() }),
  z.looseObject({ role: z.enum(['tool', 'function']), content: content.nullish() }),
]);

const nothing = (what: string) =>
  z.custom((value) => value === null || (Array.isArray(value) && value.length === 0), `${what} are not supported`).optional();

export const ChatRequest = z.looseObject({
  model: z.string().min(1).max(200).optional(),
  messages: z.array(Message).min(1).max(MOST_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  n: z.literal(1, 'only one answer at a time is written').nullish(),
  /** Ours: where citations stand for who sees only text. */
  citations: z.enum(['field', 'text']).nullish(),
  tools: nothing('tools'),
  functions: nothing('functions'),
  response_format: z.looseObject({ type: z.literal('text', 'answers are text') }).nullish(),
});

/** Handed on to the model’s server as they came. */
const passed = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'seed', 'stop'] as const;

export interface Chat {
  readonly model: string | undefined;
  readonly question: string;
  readonly before: readonly Turn[];
  readonly parameters: Parameters;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Whether the sources follow as text; undefined leaves it to the settings. */
  readonly sourcesInText: boolean | undefined;
}

const roles = { system: 'caller', developer: 'caller', user: 'user', assistant: 'assistant', tool: 'data', function: 'data' } as const;

const turnOf = (message: z.output<typeof Message>): Turn => ({ role: roles[message.role], text: message.content ?? '' });

const charactersOf = (turns: readonly Turn[]): number => turns.reduce((sum, { text }) => sum + text.length, 0);

/** The newest turns that fit; what the caller says of the form of answers comes first and stays. */
const fitting = (turns: readonly Turn[]): readonly Turn[] => {
  const wishes = turns.filter(({ role }) => role === 'caller');
  let left = BEFORE_CHARACTERS - charactersOf(wishes);
  const newest: Turn[] = [];
  for (const turn of turns.filter(({ role, text }) => role !== 'caller' && text !== '').toReversed()) {
    left -= turn.text.length;
    if (left < 0 || newest.length === BEFORE_MESSAGES) break;
    newest.unshift(turn);
  }
  return [...wishes, ...newest];
};

/** The last thing that the user said, in a conversation that keeps to the bounds. */
const questionOf = (turns: readonly Turn[]): Turn => {
  const fault = (why: string): RequestFault => new RequestFault('messages', why);
  const asked = turns.findLast(({ role }) => role === 'user');
  if (asked === undefined || asked.text.trim() === '') throw fault('there is no question: add a message of the role user with text');
  if (asked.text.length > MOST_QUESTION) throw fault(`the question is longer than ${MOST_QUESTION} characters`);
  if (charactersOf(turns) > MOST_CHARACTERS) throw fault(`they are longer than ${MOST_CHARACTERS} characters together`);
  if (charactersOf(turns.filter(({ role }) => role === 'caller')) > BEFORE_CHARACTERS) {
    throw fault(`those of the roles system and developer are longer than ${BEFORE_CHARACTERS} characters`);
  }
  if (turns.at(-1)?.role === 'assistant') throw fault('the last message is the assistant’s: there is nothing to answer');
  return asked;
};

/** Reads a request; throws a RequestFault that names the first parameter at fault. Unknown parameters are ignored. */
export const readChat = (body: unknown, mostTokens: number): Chat => {
  const parsed = ChatRequest.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RequestFault(issue?.path.join('.') ?? '', issue?.message ?? 'it is no chat completion request');
  }
  const { messages, max_tokens: most, max_completion_tokens: mostCompletion, ...rest } = parsed.data;
  const turns = messages.map(turnOf);
  const asked = questionOf(turns);
  const given = passed.flatMap((name) => rest[name] === undefined || rest[name] === null ? [] : [[name, rest[name]] as const]);
  return {
    model: rest.model,
    question: asked.text,
    before: fitting(turns.filter((turn) => turn !== asked)),
    parameters: { ...Object.fromEntries(given), max_tokens: Math.min(mostCompletion ?? most ?? mostTokens, mostTokens) },
    stream: rest.stream === true,
    includeUsage: rest.stream_options?.include_usage === true,
    sourcesInText: typeof rest.citations === 'string' ? rest.citations === 'text' : undefined,
  };
};
