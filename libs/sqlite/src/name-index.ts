/** Numbers names in the order they first appear, so that a batch carries each name once. */
export interface NameIndex {
  indexOf(name: string): number;
  names(): readonly string[];
}

export const nameIndex = (): NameIndex => {
  const indexes = new Map<string, number>();
  return {
    indexOf: (name) => {
      const known = indexes.get(name);
      if (known !== undefined) return known;
      const next = indexes.size;
      indexes.set(name, next);
      return next;
    },
    names: () => [...indexes.keys()],
  };
};
