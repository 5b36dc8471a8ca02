/**
 * One row of `batch` holds the records that were appended together to one partition. The table grows at its end and only the narrow
 * index is searched: that keeps the rate when the log is large. `start` moves when retention deletes; the end follows from the rows, from
 * `lost` and from `start`.
 */
export const migrations: readonly string[] = [`
CREATE TABLE topic (
  name TEXT NOT NULL PRIMARY KEY,
  retention_ms INTEGER
) STRICT;
CREATE TABLE partition (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  UNIQUE (topic, number)
) STRICT;
CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  partition INTEGER NOT NULL,
  base INTEGER NOT NULL,
  count INTEGER NOT NULL,
  max_timestamp INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (partition, base)
) STRICT;
CREATE TABLE committed (
  consumer_group TEXT NOT NULL,
  partition INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (consumer_group, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE lost (
  partition INTEGER NOT NULL,
  from_offset INTEGER NOT NULL,
  to_offset INTEGER NOT NULL
) STRICT;
`];
