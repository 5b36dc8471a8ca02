/** Hook of a storage thread: keeps the number of its durable writes in the file `?file=`, so that a test knows what to choose kill points from. */
import { writeFileSync } from 'node:fs';

const file = new URL(import.meta.url).searchParams.get('file');

export const afterCommit = (commit: number): void => {
  if (file !== null) writeFileSync(file, String(commit));
};
