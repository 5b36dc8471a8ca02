/**
 * Hook of a storage thread: its disk is full for as long as the file `?while=` exists. SQLite is told that the database may not grow by
 * another page, so it fails with SQLITE_FULL exactly where a full disk makes it fail.
 */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** SQLite's own limit: as good as none. */
const UNLIMITED_PAGES = 4_294_967_294;
const LOOK_EVERY_MS = 10;

const marker = new URL(import.meta.url).searchParams.get('while') ?? '';

export const opened = (db: DatabaseSync): void => {
  let full = false;
  const look = (): void => {
    const found = existsSync(marker);
    if (found === full || !db.isOpen) return;
    full = found;
    // Any smaller number than the pages in use means: no more than these.
    db.exec(`PRAGMA max_page_count = ${full ? 1 : UNLIMITED_PAGES}`);
  };
  look();
  setInterval(look, LOOK_EVERY_MS).unref();
};
