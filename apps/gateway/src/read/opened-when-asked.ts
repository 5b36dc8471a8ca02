/**
 * Opens something when it is first asked for, and again after a failure: what some routes read must not keep the others, and above all
 * not producing, from starting.
 */
export const openedWhenAsked = <Opened>(open: () => Promise<Opened>): (() => Promise<Opened>) => {
  let opened: Promise<Opened> | undefined;
  return async () => {
    opened ??= open();
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
};
