const WIDTH = 24;

/** `████████░░░░` of a fixed width for a share of 0 to 1. */
export const bar = (fraction: number): string => {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
};
