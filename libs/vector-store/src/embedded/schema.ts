/**
 * The SQLite file. A place is what one tenant has in one collection; its number is never used again, so that who remembers one that was
 * cleared finds nothing. `change` grows with every write and removal: who holds vectors in memory reads what changed after what it has seen.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE places (place INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, tenant BLOB NOT NULL, UNIQUE (collection, tenant));
   CREATE TABLE points (
     point INTEGER PRIMARY KEY AUTOINCREMENT, place INTEGER NOT NULL, id BLOB NOT NULL, version BLOB NOT NULL, change INTEGER NOT NULL,
     payload BLOB NOT NULL, vectors BLOB NOT NULL, UNIQUE (place, id)
   );
   CREATE INDEX points_by_change ON points (place, change);
   CREATE TABLE labels (place INTEGER, field TEXT, value TEXT, point INTEGER, PRIMARY KEY (place, field, value, point)) WITHOUT ROWID;
   CREATE TABLE terms (
     place INTEGER, name TEXT, term INTEGER, point INTEGER, weight REAL NOT NULL, PRIMARY KEY (place, name, term, point)
   ) WITHOUT ROWID;
   CREATE TABLE removals (change INTEGER PRIMARY KEY, place INTEGER NOT NULL, point INTEGER NOT NULL);
   CREATE TABLE removals_forgotten (until INTEGER NOT NULL);
   INSERT INTO removals_forgotten VALUES (0);
   CREATE TABLE shapes (collection TEXT, name TEXT, size INTEGER NOT NULL, PRIMARY KEY (collection, name)) WITHOUT ROWID;`,
];
