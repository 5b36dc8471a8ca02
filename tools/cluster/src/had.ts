/** The path of a tool; undefined, with a notice, where it can't be had. In CI that is an error, so that no test passes by not running. */
export const had = async (tool: string, get: () => Promise<string>): Promise<string | undefined> => {
  try {
    return await get();
  } catch (error) {
    const says = `${tool} can’t be had: ${error instanceof Error ? error.message : String(error)}`;
    if ((process.env['CI'] ?? '') !== '') throw new Error(says, { cause: error });
    console.warn(`skipped: ${says}`);
    return undefined;
  }
};
