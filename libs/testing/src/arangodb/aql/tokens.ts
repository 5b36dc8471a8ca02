/** Cuts an AQL text into words. Literals of text are refused here, and numbers outside a traversal's depth by the parser. */
import { Refusal } from '../refusal.ts';

export type Token =
  | { readonly kind: 'word' | 'keyword' | 'sign' | 'bind' | 'number'; readonly text: string; readonly at: number };

const keywords: ReadonlySet<string> = new Set([
  'AGGREGATE', 'ALL', 'ALL_SHORTEST_PATHS', 'AND', 'ANY', 'ASC', 'COLLECT', 'DESC', 'DISTINCT', 'FALSE', 'FILTER', 'FOR', 'GRAPH', 'IN',
  'INBOUND', 'INSERT', 'INTO', 'K_PATHS', 'K_SHORTEST_PATHS', 'LET', 'LIKE', 'LIMIT', 'NONE', 'NOT', 'NULL', 'OR', 'OUTBOUND', 'REMOVE',
  'REPLACE', 'RETURN', 'SHORTEST_PATH', 'SORT', 'TRUE', 'UPDATE', 'UPSERT', 'WINDOW', 'WITH',
]);

/** AQL that writes: not atomic in parts, and not what the document API is for. */
const writing: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'REPLACE', 'REMOVE', 'UPSERT']);

const words = /(?<bind>@@?[A-Za-z_][A-Za-z0-9_]*)|(?<number>\d+)|(?<word>[A-Za-z_][A-Za-z0-9_]*)/;
const signs = /(?<sign>\.\.|==|!=|<=|>=|[<>=?:,.(){}[\]])|(?<text>['"`´])/;
const shape = new RegExp(`\\s*(?:${words.source}|${signs.source})`, 'y');

export const syntaxError = (message: string): Refusal => new Refusal(400, 1501, `AQL: syntax error, ${message}`);

const tokenOf = (groups: Readonly<Record<string, string | undefined>>, at: number): Token => {
  const { bind, number, word, sign } = groups;
  if (bind !== undefined) return { kind: 'bind', text: bind, at };
  if (number !== undefined) return { kind: 'number', text: number, at };
  if (sign !== undefined) return { kind: 'sign', text: sign, at };
  if (word === undefined) throw syntaxError(`a quoted text at ${at}: a bind variable belongs there`);
  const upper = word.toUpperCase();
  if (!keywords.has(upper)) return { kind: 'word', text: word, at };
  if (writing.has(upper)) throw syntaxError(`${upper} at ${at}: documents are written through the document API`);
  return { kind: 'keyword', text: upper, at };
};

export const tokensOf = (query: string): readonly Token[] => {
  const tokens: Token[] = [];
  const text = query.trimEnd();
  shape.lastIndex = 0;
  while (shape.lastIndex < text.length) {
    const at = shape.lastIndex;
    const groups = shape.exec(text)?.groups;
    if (groups === undefined) throw syntaxError(`unexpected "${text.slice(at, at + 12)}" at ${at}`);
    tokens.push(tokenOf(groups, at));
  }
  return tokens;
};
