/** What becomes of the entries of one key, given what the store has under it. Pure: the same for every way of writing. */
import type { CollectionDefinition } from '@streamforge/contracts/collections';
import type { Verdict } from '../port.ts';

export interface Decision {
  readonly verdicts: readonly Verdict[];
  /** Index of the entry to store; absent when what is stored stays. */
  readonly winner?: number | undefined;
}

/** Takes the versions of a key's entries in their order and the stored version, undefined where the key is free. */
export const decide = (keeps: CollectionDefinition['keeps'], stored: Uint8Array | undefined, versions: readonly Uint8Array[]): Decision => {
  let current = stored;
  let winner: number | undefined;
  const verdicts = versions.map((version, index): Verdict => {
    const comparison = current === undefined ? 1 : Buffer.compare(version, current);
    if (comparison === 0) return 'same';
    if (current !== undefined && keeps === 'first') return 'conflict';
    if (comparison < 0) return 'older';
    current = version;
    winner = index;
    return 'stored';
  });
  return { verdicts, winner };
};
