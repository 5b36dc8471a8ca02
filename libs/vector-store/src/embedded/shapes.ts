/** How long each dense vector of a collection is, once somebody fixed it. */
import type { DatabaseSync } from 'node:sqlite';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { differentShape, type Sizes } from '../accepted.ts';

export interface Shapes {
  of(collection: VectorCollectionName): Sizes;
  /** Fixes the sizes and answers all that are fixed. Throws `VECTOR_SHAPE` when one is fixed otherwise. */
  fix(collection: VectorCollectionName, sizes: Sizes): Sizes;
}

export const shapes = (db: DatabaseSync): Shapes => {
  const read = db.prepare('SELECT name, size FROM shapes WHERE collection = ?');
  const add = db.prepare('INSERT INTO shapes (collection, name, size) VALUES (?, ?, ?)');
  const of = (collection: VectorCollectionName): Sizes =>
    Object.fromEntries(read.all(collection).map(({ name, size }) => [String(name), Number(size)]));
  return {
    of,
    fix: (collection, sizes) => {
      const has = of(collection);
      for (const [name, size] of Object.entries(sizes)) {
        if (has[name] !== undefined && has[name] !== size) throw differentShape(collection, name, has[name], size);
        if (has[name] === undefined) add.run(collection, name, size);
      }
      return of(collection);
    },
  };
};
