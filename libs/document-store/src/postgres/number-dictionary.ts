/** Names that the database knows by a small integer. A number, once given, stays: rows of dictionaries are never removed. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { PgQueries } from '@streamforge/postgres/pool';
import type { VertexRef } from '../port.ts';
import { byteaArray } from './binary-array.ts';

export interface NumberDictionary<Name> {
  /** The number of each name, made where it is new, by `keyOf`. */
  numbersOf(names: readonly Name[]): Promise<ReadonlyMap<string, number>>;
  forget(): void;
}

interface DictionaryTable<Name> {
  readonly table: string;
  /** The values of a name, each an array of the whole batch; `given` their columns. */
  readonly columns: readonly string[];
  readonly valuesOf: (name: Name) => readonly string[];
  /** What a new row has beside them. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly cached: number;
}

const numberDictionary = <Name>(
  pool: PgQueries, keyOf: (name: Name) => string, { table, columns, valuesOf, fixed, cached }: DictionaryTable<Name>,
): NumberDictionary<Name> => {
  const known = new Map<string, number>();
  const given = `unnest(${columns.map((_, index) => `$${index + 1}::bytea[]`).join(', ')}) WITH ORDINALITY AS given (${columns.join(', ')}, place)`;
  const same = [
    ...columns.map((column) => `known.${column} = given.${column}`),
    ...(fixed['collection'] === undefined ? [] : [`known.collection = ${fixed['collection']}`]),
  ].join(' AND ');
  const find = `SELECT given.place, known.id FROM ${given} JOIN ${table} AS known ON ${same}`;
  const create = `INSERT INTO ${table} (${[...columns, ...Object.keys(fixed)].join(', ')})
    SELECT ${[...columns.map((column) => `given.${column}`), ...Object.values(fixed)].join(', ')} FROM ${given}
    ORDER BY ${columns.map((column) => `given.${column}`).join(', ')} ON CONFLICT DO NOTHING`;

  const learn = async (names: readonly Name[]): Promise<readonly Name[]> => {
    const values = columns.map((_, column) => byteaArray(names, (name) => Buffer.from(valuesOf(name)[column] ?? '')));
    const { rows } = await pool.query<{ place: number; id: number }>(find, values);
    const found = new Set<Name>();
    for (const { place, id } of rows) {
      const name = names[place - 1];
      if (name === undefined) continue;
      known.set(keyOf(name), id);
      found.add(name);
    }
    const missing = names.filter((name) => !found.has(name));
    if (missing.length > 0) await pool.query(create, columns.map((_, column) => byteaArray(missing, (name) => Buffer.from(valuesOf(name)[column] ?? ''))));
    return missing;
  };

  return {
    numbersOf: async (names) => {
      const wanted = new Map<string, Name>();
      for (const name of names) {
        const key = keyOf(name);
        if (!known.has(key)) wanted.set(key, name);
      }
      // Another process may make a name between our look and our insert: the next look finds it, whoever made it.
      let missing: readonly Name[] = [...wanted.values()];
      if (missing.length > 0 && known.size + missing.length > cached) {
        known.clear();
        missing = [...new Map(names.map((name) => [keyOf(name), name])).values()];
      }
      while (missing.length > 0) missing = await learn(missing);
      return known;
    },
    forget: () => known.clear(),
  };
};

/** A length before the series keeps two pairs of names from being spelled alike. */
export const vertexKey = ({ series, id }: VertexRef): string => `${series.length}:${series}${id}`;

const asIs = (name: string): string => name;

export const seriesNumbers = (pool: PgQueries, collection: CollectionName): NumberDictionary<string> =>
  numberDictionary(pool, asIs, {
    table: 'series', columns: ['name'], valuesOf: (name) => [name], fixed: { collection: `'${collection}'`, live: '0', deleted: '0' }, cached: 100_000,
  });

export const topicNumbers = (pool: PgQueries): NumberDictionary<string> =>
  numberDictionary(pool, asIs, { table: 'topics', columns: ['name'], valuesOf: (name) => [name], fixed: {}, cached: 1_000 });

export const vertexNumbers = (pool: PgQueries): NumberDictionary<VertexRef> =>
  numberDictionary(pool, vertexKey, {
    table: 'vertices', columns: ['series', 'name'], valuesOf: ({ series, id }) => [series, id], fixed: {}, cached: 100_000,
  });
