import type { DatabaseSync } from 'node:sqlite';
import type { LogState } from './operations.ts';
import type { Ends } from './high-water-mark.ts';

/**
 * What the file says about topics, partitions, positions and losses. Where a partition ends below its mark the file was cut: the
 * range is written down, once, and offsets go on at the mark, so that none is ever given twice.
 */
export const readState = (db: DatabaseSync, marks: Ends): LogState => {
  const topics = db.prepare('SELECT name, retention_ms AS retentionMs FROM topic ORDER BY name').all();
  const partitions = db.prepare('SELECT id, topic, number AS partition, start FROM partition ORDER BY topic, number').all();
  const committed = db.prepare('SELECT consumer_group AS "group", partition, next FROM committed').all();
  const ends = db.prepare(`
    SELECT max(
      ?2,
      coalesce((SELECT base + count FROM batch WHERE partition = ?1 ORDER BY base DESC LIMIT 1), 0),
      coalesce((SELECT max(to_offset) FROM lost WHERE partition = ?1), 0)
    ) AS next`);
  const lose = db.prepare('INSERT INTO lost (partition, from_offset, to_offset) VALUES (?, ?, ?)');

  const ended = (partitions as unknown as LogState['partitions']).map((partition) => {
    const next = Number(ends.get(partition.id, partition.start)?.['next']);
    const mark = marks.get(partition.topic)?.[partition.partition] ?? 0;
    if (mark > next) lose.run(partition.id, next, mark);
    return { ...partition, next: Math.max(next, mark) };
  });
  const lost = db.prepare('SELECT partition, from_offset AS "from", to_offset AS "to" FROM lost ORDER BY partition, from_offset').all();
  return {
    topics: topics as unknown as LogState['topics'],
    partitions: ended,
    committed: committed as unknown as LogState['committed'],
    lost: lost as unknown as LogState['lost'],
  };
};
