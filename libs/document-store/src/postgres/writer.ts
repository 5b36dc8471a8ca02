/** Writes a call's entries: one statement, one transaction and one round trip for each portion of it. */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collectionNames, collections } from '@streamforge/contracts/collections';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { mayPassAgain, sqlState } from '@streamforge/postgres/failure';
import type { PgPool } from '@streamforge/postgres/pool';
import { portionsOf } from '../embedded/portions.ts';
import type { Verdict, VersionedEdge, VersionedEntry, VertexRef } from '../port.ts';
import { tableOf } from '../sql/tables.ts';
import { byteaArray, int4Array, int8Array } from './binary-array.ts';
import { fold } from './fold.ts';
import { seriesNumbers, topicNumbers, vertexKey, vertexNumbers, type NumberDictionary } from './number-dictionary.ts';
import { talliesOf } from './tallies.ts';
import { strangeSeries, upsertColumns, upsertFunctionName } from './upsert-function.ts';

const attempts = 10;
const pauseMs = 5;

export interface PostgresWriter {
  write(collection: CollectionName, entries: readonly VersionedEntry[], edges?: readonly VersionedEdge[]): Promise<readonly Verdict[]>;
  clear(collection: CollectionName): Promise<void>;
}

interface Taken {
  readonly taken: number;
  readonly previous: Uint8Array;
}

const distinct = (names: Iterable<string>): readonly string[] => [...new Set(names)];

export const postgresWriter = (pool: PgPool, clock: Clock): PostgresWriter => {
  const topics = topicNumbers(pool);
  const vertices = vertexNumbers(pool);
  const series = Object.fromEntries(collectionNames.map((name) => [name, seriesNumbers(pool, name)])) as Record<CollectionName, NumberDictionary<string>>;
  const statements = Object.fromEntries(collectionNames.map((name) => {
    const parameters = [...upsertColumns(name).map(({ type }) => type), 'integer', 'bigint', 'bigint', 'bigint', 'bigint'];
    const places = parameters.map((type, index) => `$${index + 1}::${type}[]`);
    return [name, `SELECT taken, previous FROM ${upsertFunctionName(name)}(${places.join(', ')})`];
  })) as Record<CollectionName, string>;
  const forget = (): void => {
    for (const dictionary of [topics, vertices, ...Object.values(series)]) dictionary.forget();
  };

  const endsOf = async (edges: readonly VersionedEdge[]): Promise<readonly Buffer[]> => {
    const numbers = await vertices.numbersOf(edges.flatMap(({ from, to }) => [from, to]));
    const numberOf = (end: VertexRef): number => numbers.get(vertexKey(end)) ?? 0;
    return [
      int4Array(edges, ({ from }) => numberOf(from)), int4Array(edges, ({ to }) => numberOf(to)), byteaArray(edges, ({ type }) => Buffer.from(type)),
    ];
  };

  const send = async (collection: CollectionName, entries: readonly VersionedEntry[], edges: readonly VersionedEdge[]): Promise<ReadonlyMap<number, Uint8Array>> => {
    const numbers = await series[collection].numbersOf(distinct(entries.map((entry) => entry.series)));
    const topicOf = await topics.numbersOf(distinct(entries.map(({ source }) => source.topic)));
    const tallies = talliesOf(entries, numbers);
    const values = [
      int4Array(entries, (entry) => numbers.get(entry.series) ?? 0),
      ...(collections[collection].identity === 'id' ? [byteaArray(entries, ({ id }) => Buffer.from(id))] : []),
      int8Array(entries, ({ order }) => order),
      byteaArray(entries, ({ version }) => version),
      int4Array(entries, ({ source }) => topicOf.get(source.topic) ?? 0),
      int4Array(entries, ({ source }) => source.partition),
      int8Array(entries, ({ source }) => source.offset),
      ...(collections[collection].kind === 'edges' ? await endsOf(edges) : []),
      byteaArray(entries, ({ body }) => body),
      int4Array(tallies, (tally) => tally.series),
      int8Array(tallies, ({ live }) => live),
      int8Array(tallies, ({ deleted }) => deleted),
      int8Array(tallies, ({ first }) => first),
      int8Array(tallies, ({ last }) => last),
    ];
    const { rows } = await pool.query<Taken>(statements[collection], values, upsertFunctionName(collection));
    return new Map(rows.map(({ taken, previous }) => [taken - 1, previous]));
  };

  /** Runs it again when another transaction got in its way, or when what is remembered is of tables that are gone. */
  const again = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run();
      } catch (error) {
        const strange = sqlState(error instanceof StreamForgeError ? error.cause : error) === strangeSeries;
        if (attempt === attempts || !(strange || mayPassAgain(error))) throw error;
        if (strange) forget();
        await clock.sleep(pauseMs * attempt);
      }
    }
  };

  return {
    write: async (collection, entries, edges) => {
      const verdicts: Verdict[] = [];
      // One portion after the other: a key may be in several.
      for (const portion of portionsOf(edges ?? entries)) {
        const folded = fold(collection, portion);
        const previous = await again(() => send(collection, folded.sent, edges === undefined ? [] : folded.sent as readonly VersionedEdge[]));
        for (const verdict of folded.verdicts(previous)) verdicts.push(verdict);
      }
      return verdicts;
    },
    clear: async (collection) => {
      // Series keep their numbers, which other processes remember; the table is locked before them, as writers do.
      await again(() => pool.transaction(async (client) => {
        await client.query(`TRUNCATE ${tableOf(collection)}`);
        await client.query('UPDATE series SET live = 0, deleted = 0, first = NULL, last = NULL WHERE collection = $1', [collection]);
      }));
    },
  };
};
