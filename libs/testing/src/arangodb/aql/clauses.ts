/** Clauses of the subset, each a step over rows of variables. */
import { compareValues } from '../collation.ts';
import { textIn } from '../documents.ts';
import { Refusal } from '../refusal.ts';
import { collectionIn, type Json, type ServerDatabase, type ServerDocument } from '../state.ts';
import { expression, type Expression, type Scope, type TokenReader } from './expression.ts';
import { syntaxError } from './tokens.ts';

export interface Context {
  readonly database: ServerDatabase;
  readonly binds: Scope;
}

/** Takes the rows so far and gives those after it. */
export interface Clause {
  run(rows: Iterable<Scope>, context: Context): Iterable<Scope>;
  /** Attributes that an index could serve. */
  readonly attributes: readonly string[];
  /** Where a collection is read as a whole unless an index serves: its bind variable and the name of its documents. */
  readonly reads?: { readonly bind: string; readonly variable: string };
}

const listOf = (value: Json): readonly Json[] => {
  if (!Array.isArray(value)) throw new Refusal(400, 1563, 'collection or array expected as operand to FOR loop');
  return value as readonly Json[];
};

const textOf = (value: Json, what: string): string => {
  if (typeof value !== 'string') throw new Refusal(400, 1553, `bind parameter has an invalid value or type: ${what}`);
  return value;
};

type Direction = 'ANY' | 'OUTBOUND' | 'INBOUND';
const directions: readonly string[] = ['ANY', 'OUTBOUND', 'INBOUND'];

interface Hop {
  readonly edge: ServerDocument;
  readonly other: string;
}

/** Edges of a vertex. Their order is nobody's to rest on: the latest first. A loop is found from both of its ends. */
const hopsFrom = (edges: readonly ServerDocument[], vertex: string, direction: Direction): readonly Hop[] =>
  edges.toReversed().flatMap((edge) => {
    const [from, to] = [textIn(edge, '_from'), textIn(edge, '_to')];
    return [
      ...(direction !== 'INBOUND' && from === vertex ? [{ edge, other: to }] : []),
      ...(direction !== 'OUTBOUND' && to === vertex ? [{ edge, other: from }] : []),
    ];
  });

const vertexOf = (database: ServerDatabase, handle: string): Json => {
  const [name = '', key = ''] = handle.split('/');
  return database.collections.get(name)?.documents.get(key) ?? null;
};

/** Every path of the depths, an edge once per path, as the default options have it. */
const paths = function* (
  database: ServerDatabase, edges: readonly ServerDocument[], at: string, direction: Direction,
  depths: { readonly least: number; readonly most: number }, path: readonly ServerDocument[],
): Generator<{ readonly vertex: Json; readonly edge: Json }> {
  if (path.length >= depths.most) return;
  for (const { edge, other } of hopsFrom(edges, at, direction)) {
    if (path.includes(edge)) continue;
    if (path.length + 1 >= depths.least) yield { vertex: vertexOf(database, other), edge };
    yield* paths(database, edges, other, direction, depths, [...path, edge]);
  }
};

const depth = (reader: TokenReader): number => {
  const token = reader.take();
  if (token.kind !== 'number') throw syntaxError(`a depth expected, found ${token.text}`);
  return Number(token.text);
};

const traversal = (reader: TokenReader, variables: readonly string[]): Clause => {
  const least = depth(reader);
  reader.expect('..');
  const most = depth(reader);
  const direction = reader.take().text;
  if (!directions.includes(direction)) throw syntaxError(`a direction expected, found ${direction}`);
  const start = expression(reader);
  reader.expect('GRAPH');
  const graph = expression(reader);
  const [vertexName = '', edgeName = ''] = variables;
  return {
    attributes: [],
    run: function* (rows, { database, binds }) {
      for (const row of rows) {
        const name = textOf(graph.evaluate(row, binds), 'graph');
        const found = database.graphs.get(name);
        if (found === undefined) throw new Refusal(404, 1924, `graph '${name}' not found`);
        const edges = found.edgeDefinitions.flatMap(({ collection }) => [...collectionIn(database, collection).documents.values()]);
        const origin = textOf(start.evaluate(row, binds), 'start vertex');
        for (const { vertex, edge } of paths(database, edges, origin, direction as Direction, { least, most }, [])) {
          yield { ...row, [vertexName]: vertex, [edgeName]: edge };
        }
      }
    },
  };
};

const forClause = (reader: TokenReader): Clause => {
  const variables = [reader.name()];
  while (reader.accept(',')) variables.push(reader.name());
  reader.expect('IN');
  if (reader.peek()?.kind === 'number') return traversal(reader, variables);
  const [variable = ''] = variables;
  if (variables.length > 1) throw syntaxError('several variables are for traversals');
  const source = reader.peek();
  if (source?.text.startsWith('@@') === true) {
    reader.take();
    const bind = source.text.slice(1);
    return {
      attributes: [],
      reads: { bind, variable },
      run: function* (rows, { database, binds }) {
        const { documents } = collectionIn(database, textOf(binds[bind] ?? null, bind));
        for (const row of rows) for (const document of documents.values()) yield { ...row, [variable]: document };
      },
    };
  }
  const list = expression(reader);
  return {
    attributes: [],
    run: function* (rows, { binds }) {
      for (const row of rows) for (const item of listOf(list.evaluate(row, binds))) yield { ...row, [variable]: item };
    },
  };
};

const filterClause = (reader: TokenReader): Clause => {
  const condition = expression(reader);
  return {
    attributes: condition.attributes,
    run: function* (rows, { binds }) {
      for (const row of rows) if (condition.evaluate(row, binds) === true) yield row;
    },
  };
};

const sortClause = (reader: TokenReader): Clause => {
  const keys: { readonly by: Expression; readonly sign: number }[] = [];
  do {
    const by = expression(reader);
    const sign = reader.accept('DESC') ? -1 : 1;
    if (sign === 1) reader.accept('ASC');
    keys.push({ by, sign });
  } while (reader.accept(','));
  return {
    attributes: keys.flatMap(({ by }) => by.attributes),
    run: (rows, { binds }) => Array.from(rows, (row) => ({ row, values: keys.map(({ by }) => by.evaluate(row, binds)) }))
      .toSorted((left, right) => {
        for (const [index, { sign }] of keys.entries()) {
          const order = compareValues(left.values[index], right.values[index]);
          if (order !== 0) return order * sign;
        }
        return 0;
      })
      .map(({ row }) => row),
  };
};

const limitClause = (reader: TokenReader): Clause => {
  const most = expression(reader);
  return {
    attributes: [],
    run: function* (rows, { binds }) {
      let left = most.evaluate({}, binds);
      if (typeof left !== 'number' || !(Number.isSafeInteger(left) && left >= 0)) {
        throw new Refusal(400, 1553, 'bind parameter has an invalid value or type: LIMIT');
      }
      if (left === 0) return;
      for (const row of rows) {
        yield row;
        left -= 1;
        if (left === 0) return;
      }
    },
  };
};

const aggregates: Readonly<Record<string, (values: readonly Json[]) => Json>> = {
  COUNT: (values) => values.length,
  MIN: (values) => values.toSorted(compareValues).find((value) => value !== null) ?? null,
  MAX: (values) => values.toSorted(compareValues).at(-1) ?? null,
};

const collectClause = (reader: TokenReader): Clause => {
  const group = reader.name();
  reader.expect('=');
  const by = expression(reader);
  reader.expect('AGGREGATE');
  const sums: { readonly name: string; readonly of: Expression; readonly aggregate: (values: readonly Json[]) => Json }[] = [];
  do {
    const name = reader.name();
    reader.expect('=');
    const word = reader.name();
    const aggregate = aggregates[word.toUpperCase()];
    if (aggregate === undefined) throw syntaxError(`${word} is no aggregate of this subset`);
    reader.expect('(');
    sums.push({ name, aggregate, of: expression(reader) });
    reader.expect(')');
  } while (reader.accept(','));
  return {
    attributes: [],
    run: function* (rows, { binds }) {
      const groups = new Map<Json, Scope[]>();
      for (const row of rows) {
        const value = by.evaluate(row, binds);
        const known = groups.get(value);
        if (known === undefined) groups.set(value, [row]);
        else known.push(row);
      }
      for (const [value, members] of groups) {
        const results = sums.map(({ name, of, aggregate }) => [name, aggregate(members.map((row) => of.evaluate(row, binds)))] as const);
        yield { [group]: value, ...Object.fromEntries(results) };
      }
    },
  };
};

const clauses: Readonly<Record<string, (reader: TokenReader) => Clause>> = {
  FOR: forClause, FILTER: filterClause, SORT: sortClause, LIMIT: limitClause, COLLECT: collectClause,
};

/** Reads the next clause; undefined at RETURN. */
export const nextClause = (reader: TokenReader): Clause | undefined => {
  const token = reader.take();
  if (token.text === 'RETURN') return undefined;
  const clause = token.kind === 'keyword' ? clauses[token.text] : undefined;
  if (clause === undefined) throw syntaxError(`${token.text} at ${token.at} is not of this subset`);
  return clause(reader);
};
