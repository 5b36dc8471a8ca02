import type { VersionedEntry } from '../port.ts';

const portionEntries = 5_000;
const portionBytes = 4_194_304;

/** Cuts a call's entries into portions that a thread takes at once, so that one huge call neither doubles memory nor holds up others. */
export const portionsOf = function* <Entry extends VersionedEntry>(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let start = 0;
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.body?.length ?? 0;
    if (index + 1 - start < portionEntries && bytes < portionBytes) continue;
    yield entries.slice(start, index + 1);
    start = index + 1;
    bytes = 0;
  }
  if (start < entries.length) yield start === 0 ? entries : entries.slice(start);
};
