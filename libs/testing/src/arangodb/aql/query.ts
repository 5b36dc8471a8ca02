/** Reads and runs one AQL query of the subset. */
import { textIn } from '../documents.ts';
import { Refusal } from '../refusal.ts';
import { collectionIn, type Json, type ServerDatabase } from '../state.ts';
import { nextClause, type Clause } from './clauses.ts';
import { expression, tokenReader, type Scope } from './expression.ts';
import { syntaxError, tokensOf, type Token } from './tokens.ts';

/** Each bind variable of the text has a value, and each value a variable. */
const checkBinds = (tokens: readonly Token[], binds: Scope): void => {
  const named = new Set(tokens.filter(({ kind }) => kind === 'bind').map(({ text }) => text.slice(1)));
  for (const name of named) {
    if (!Object.hasOwn(binds, name)) throw new Refusal(400, 1551, `no value specified for declared bind parameter '${name}'`);
  }
  for (const name of Object.keys(binds)) {
    if (!named.has(name)) throw new Refusal(400, 1552, `bind parameter '${name}' was not declared in the query`);
  }
};

/** A query that no index serves would read the whole collection: the real server does so in silence. */
const checkIndexed = (clauses: readonly Clause[], database: ServerDatabase, binds: Scope): void => {
  const used = new Set(clauses.flatMap(({ attributes }) => attributes));
  for (const { reads } of clauses) {
    if (reads === undefined) continue;
    const name = textIn(binds, reads.bind);
    const { indexes } = collectionIn(database, name);
    if (indexes.some(({ fields }) => used.has(`${reads.variable}.${fields[0]}`))) continue;
    throw new Refusal(400, 1501, `AQL: no index serves the query over ${name}: it would read the whole collection`);
  }
};

/** All rows of the result. */
export const runQuery = (query: string, binds: Scope, database: ServerDatabase): Json[] => {
  const tokens = tokensOf(query);
  checkBinds(tokens, binds);
  const reader = tokenReader(tokens);
  const clauses: Clause[] = [];
  for (let clause = nextClause(reader); clause !== undefined; clause = nextClause(reader)) clauses.push(clause);
  const result = expression(reader);
  const rest = reader.peek();
  if (rest !== undefined) throw syntaxError(`unexpected ${rest.text} after RETURN`);
  checkIndexed(clauses, database, binds);
  let rows: Iterable<Scope> = [{}];
  for (const clause of clauses) rows = clause.run(rows, { database, binds });
  return Array.from(rows, (row) => result.evaluate(row, binds));
};
