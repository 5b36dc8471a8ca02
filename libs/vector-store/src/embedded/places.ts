import type { DatabaseSync } from 'node:sqlite';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';

/** The number of what a tenant has in a collection; undefined when it has nothing there. */
export const placeFinder = (db: DatabaseSync): ((collection: VectorCollectionName, tenant: string) => number | undefined) => {
  const find = db.prepare('SELECT place FROM places WHERE collection = ? AND tenant = ?');
  return (collection, tenant) => {
    const row = find.get(collection, Buffer.from(tenant));
    return row === undefined ? undefined : Number(row['place']);
  };
};
