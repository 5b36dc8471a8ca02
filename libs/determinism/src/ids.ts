/** Makes identifiers that never repeat. Injected, so that a test can foresee them. */
export type Ids = () => string;

/** Random UUIDs. */
export const randomIds: Ids = () => crypto.randomUUID();

/** `prefix-1`, `prefix-2`, … for tests and simulations. */
export const countedIds = (prefix: string): Ids => {
  let count = 0;
  return () => `${prefix}-${++count}`;
};
