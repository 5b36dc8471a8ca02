/**
 * What a process opens over one of its stores: once, when it is first needed, and anew where that failed. `over` names the store, so that hosts side by
 * side have each their own.
 */
export const openedOnce = <Context, Opened>(
  over: (context: Context) => object, open: (context: Context) => Promise<Opened>,
): ((context: Context) => Promise<Opened>) => {
  const opened = new WeakMap<object, Promise<Opened>>();
  return (context) => {
    const store = over(context);
    const known = opened.get(store);
    if (known !== undefined) return known;
    const opening = open(context);
    opened.set(store, opening);
    opening.catch(() => opened.delete(store));
    return opening;
  };
};
