/** Cuts what is to be written into requests of bounded size, and runs few of them at once. */

const portionKeys = 1_000;
const portionBytes = 4_194_304;

/** At most 1,000 items and, unless one alone is larger, about 4 MiB. */
export const portionsOf = function* <Item>(items: Iterable<Item>, sizeOf: (item: Item) => number): Generator<readonly Item[]> {
  let portion: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (portion.length === portionKeys || (portion.length > 0 && bytes + size > portionBytes)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(item);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
};

/** Runs each, `most` at a time. The first failure ends it, once those under way have ended. */
export const fewAtOnce = async <Item>(items: Iterable<Item>, most: number, run: (item: Item) => Promise<void>): Promise<void> => {
  const left = items[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && !failed; next = left.next()) {
      try {
        await run(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: most }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};
