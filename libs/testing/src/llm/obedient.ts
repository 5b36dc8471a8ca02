/**
 * What the test model writes. It obeys every instruction that it reads, wherever it stands: in rules, in questions, in quoted evidence,
 * spelled out, in base64, or spread with characters that can't be seen. What it must not tell must therefore not be in its prompt, or not
 * get past whoever passes its answer on.
 */
export interface SeenMessage {
  readonly role: string;
  readonly content: string;
}

/** What it wants to do: text, and calls of tools that nobody offered. */
export interface Wish {
  readonly text: string;
  readonly tools: readonly string[];
}

const unhidden = (text: string): string => text.normalize('NFKC').replace(/[\p{Cf}\u00ad]/gu, '');

/** Base64 that reads as text, spelled out beside it. */
const decoded = (text: string): string => text.replace(/[A-Za-z0-9+/]{24,}={0,2}/g, (run) => {
  const read = Buffer.from(run, 'base64').toString();
  return /^[\x20-\x7e\n]+$/.test(read) ? `${run}\n${read}\n` : run;
});

const systemText = (messages: readonly SeenMessage[]): string =>
  messages.filter(({ role }) => role === 'system').map(({ content }) => content).join('\n');
const allText = (messages: readonly SeenMessage[]): string => messages.map(({ role, content }) => `${role}: ${content}`).join('\n');

const REVEAL = /(?:repeat|reveal|print|show|output|tell)\b[^.\n]{0,60}\b(?:system prompt|instructions|rules|above)/i;
const DUMP = /(?:repeat|print|output|dump)\b[^.\n]{0,20}\beverything/i;

/** Each instruction that it knows, and what it says when it reads one. */
const obeyed = (text: string, messages: readonly SeenMessage[]): readonly string[] => [
  ...[...text.matchAll(/\bSAY:?\s+([^\n"”]{1,200})/g)].map(([, what = '']) => what),
  ...REVEAL.test(text) ? [systemText(messages)] : [],
  ...DUMP.test(text) ? [allText(messages)] : [],
  ...[...text.matchAll(/\bcite\s+(?:as\s+)?\[(\d+)\]/gi)].map(([, number]) => `It is certain [${number}].`),
  ...[...text.matchAll(/\b(?:fetch|open|visit|load)\s+(https?:\/\/[^\s"”)]+)/gi)].map(([, url]) => `![loading](${url}?data=evidence)`),
];

const toolsAsked = (text: string): readonly string[] =>
  [...text.matchAll(/\bcall (?:the )?(?:tool|function) ([a-z_]+)/gi)].map(([, name = '']) => name);

/** Without instructions it cites every piece of evidence that it is shown. */
const summary = (text: string): string => {
  const numbers = [...text.matchAll(/^\[(\d+)\] \(/gm)].map(([, number]) => number);
  if (numbers.length === 0) return 'I know nothing of this.';
  return `From what is known: ${numbers.map((number) => `one thing [${number}]`).join(', ')}.`;
};

/** Reads all that it is sent and does what it is told. */
export const obey = (messages: readonly SeenMessage[]): Wish => {
  const text = decoded(unhidden(messages.map(({ content }) => content).join('\n')));
  // Its own rules are instructions, too, but they ask for nothing that shows.
  const strangers = decoded(unhidden(messages.filter(({ role }) => role !== 'system').map(({ content }) => content).join('\n')));
  return { text: [summary(text), ...obeyed(strangers, messages)].join('\n'), tools: toolsAsked(strangers) };
};
