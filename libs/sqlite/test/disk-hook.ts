/** A disk that is as large as the last message on its channel says, in pages. */
import type { DatabaseSync } from 'node:sqlite';
import { BroadcastChannel } from 'node:worker_threads';

const channel = new BroadcastChannel(new URL(import.meta.url).searchParams.get('channel') ?? '');
channel.unref();

export const opened = (db: DatabaseSync): void => {
  channel.addEventListener('message', (message) => {
    db.exec(`PRAGMA max_page_count = ${String('data' in message && message.data)}`);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows; a channel between threads has no origin
    channel.postMessage('set');
  });
};
