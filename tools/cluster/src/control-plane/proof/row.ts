/** A line of what was found. */
export interface Row {
  readonly name: string;
  readonly bar: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** The first of what is wrong, or that nothing is. */
export const first = (wrong: readonly string[]): string => (wrong.length === 0 ? 'none' : `${wrong.length}, such as: ${(wrong[0] ?? '').trim().split('\n')[0]?.slice(0, 240) ?? ''}`);
