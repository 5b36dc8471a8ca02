import { UsageError } from '../complaint.ts';

/** Throws where a word of the command line is no number of a version. */
export const assertVersion = (text: string): void => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`"${text}" is no version: they are numbers from 1`);
};
