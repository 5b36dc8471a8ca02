/**
 * Why nothing was generated, in a sentence that says what to do: of errors that the generator raises itself, and of files that are in the way. Undefined
 * of all others, which are faults of the generator, so that their stack is worth more.
 */
export const failureOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if ('syscall' in error) return `${error.message}: remove what is in the way there, or restore it from git`;
  return error.constructor === Error ? error.message : undefined;
};
