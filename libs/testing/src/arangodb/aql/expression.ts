/** Expressions of the subset: attributes, bind variables, comparisons, and, or, not, choice, objects, lists, four aggregates. */
import { compareValues } from '../collation.ts';
import { isObject } from '../documents.ts';
import type { Json } from '../state.ts';
import { syntaxError, type Token } from './tokens.ts';

export type Scope = Readonly<Record<string, Json>>;

export interface Expression {
  evaluate(scope: Scope, binds: Scope): Json;
  /** Attributes of variables that it compares or sorts by, as `variable.attribute`. */
  readonly attributes: readonly string[];
}

/** Walks over the tokens of a query. */
export interface TokenReader {
  peek(): Token | undefined;
  take(): Token;
  /** Takes the next token when it is this one. */
  accept(text: string): boolean;
  expect(text: string): void;
  name(): string;
}

export const tokenReader = (tokens: readonly Token[]): TokenReader => {
  let index = 0;
  const reader: TokenReader = {
    peek: () => tokens[index],
    take: () => {
      const token = tokens[index];
      if (token === undefined) throw syntaxError('unexpected end of the query');
      index += 1;
      return token;
    },
    accept: (text) => {
      const token = tokens[index];
      if (token === undefined || token.text !== text || token.kind === 'word') return false;
      index += 1;
      return true;
    },
    expect: (text) => {
      if (!reader.accept(text)) throw syntaxError(`${text} expected, found ${tokens[index]?.text ?? 'the end'}`);
    },
    name: () => {
      const token = reader.take();
      if (token.kind !== 'word') throw syntaxError(`a name expected, found ${token.text}`);
      return token.text;
    },
  };
  return reader;
};

const truthy = (value: Json): boolean => value !== null && value !== false && value !== 0 && value !== '';

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const constant = (value: Json): Expression => ({ evaluate: () => value, attributes: [] });

const objectLiteral = (reader: TokenReader): Expression => {
  const fields: (readonly [string, Expression])[] = [];
  while (!reader.accept('}')) {
    if (fields.length > 0) reader.expect(',');
    const name = reader.name();
    reader.expect(':');
    fields.push([name, expression(reader)]);
  }
  return {
    evaluate: (scope, binds) => Object.fromEntries(fields.map(([name, field]) => [name, field.evaluate(scope, binds)])),
    attributes: [],
  };
};

const bindName = (text: string): string => text.slice(1);

const primary = (reader: TokenReader): Expression => {
  const token = reader.take();
  if (token.kind === 'bind') {
    const name = bindName(token.text);
    return { evaluate: (_, binds) => binds[name] ?? null, attributes: [] };
  }
  if (token.kind === 'number') throw syntaxError(`the number ${token.text} at ${token.at}: a bind variable belongs there`);
  if (token.text === 'NULL') return constant(null);
  if (token.text === '{') return objectLiteral(reader);
  if (token.text === '(') {
    const inner = expression(reader);
    reader.expect(')');
    return inner;
  }
  if (token.kind !== 'word') throw syntaxError(`unexpected ${token.text} at ${token.at}`);
  return { evaluate: (scope) => scope[token.text] ?? null, attributes: [token.text] };
};

const access = (reader: TokenReader): Expression => {
  let value = primary(reader);
  while (reader.accept('.')) {
    const name = reader.name();
    const inner = value;
    value = {
      evaluate: (scope, binds) => {
        const found = inner.evaluate(scope, binds);
        return isObject(found) ? found[name] ?? null : null;
      },
      attributes: inner.attributes.map((attribute) => `${attribute}.${name}`),
    };
  }
  return value;
};

const containment = (left: Expression, right: Expression, wanted: boolean): Expression => ({
  evaluate: (scope, binds) => {
    const list = right.evaluate(scope, binds);
    const value = left.evaluate(scope, binds);
    if (!Array.isArray(list)) return !wanted;
    const set = typeof value === 'string' ? setOf(list as readonly Json[]) : undefined;
    return (set?.has(value) ?? list.some((item) => compareValues(item, value) === 0)) === wanted;
  },
  attributes: left.attributes,
});

const sets = new WeakMap<readonly Json[], ReadonlySet<Json>>();

/** Long lists of keys and handles are ASCII, where language and bytes agree on what is the same. */
const setOf = (list: readonly Json[]): ReadonlySet<Json> | undefined => {
  if (list.length < 8) return undefined;
  const known = sets.get(list);
  if (known !== undefined) return known;
  if (!list.every((item) => typeof item === 'string' && /^[\x20-\x7e]*$/.test(item))) return undefined;
  const made = new Set(list);
  sets.set(list, made);
  return made;
};

const comparison = (reader: TokenReader): Expression => {
  const left = access(reader);
  const token = reader.peek();
  if (token?.text === 'IN') {
    reader.take();
    return containment(left, access(reader), true);
  }
  if (token?.text === 'NOT') {
    reader.take();
    reader.expect('IN');
    return containment(left, access(reader), false);
  }
  const holds = comparisons[token?.text ?? ''];
  if (holds === undefined) return left;
  reader.take();
  const right = access(reader);
  return {
    evaluate: (scope, binds) => holds(compareValues(left.evaluate(scope, binds), right.evaluate(scope, binds))),
    attributes: [...left.attributes, ...right.attributes],
  };
};

const joined = (reader: TokenReader, word: 'AND' | 'OR', part: (reader: TokenReader) => Expression): Expression => {
  const parts = [part(reader)];
  while (reader.accept(word)) parts.push(part(reader));
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  return {
    evaluate: (scope, binds) => {
      const test = (each: Expression): boolean => truthy(each.evaluate(scope, binds));
      return word === 'AND' ? parts.every(test) : parts.some(test);
    },
    attributes: parts.flatMap(({ attributes }) => attributes),
  };
};

/** Reads one expression. */
export const expression = (reader: TokenReader): Expression => {
  const condition = joined(reader, 'OR', (inner) => joined(inner, 'AND', comparison));
  if (!reader.accept('?')) return condition;
  const yes = expression(reader);
  reader.expect(':');
  const no = expression(reader);
  return {
    evaluate: (scope, binds) => (truthy(condition.evaluate(scope, binds)) ? yes : no).evaluate(scope, binds),
    attributes: condition.attributes,
  };
};
