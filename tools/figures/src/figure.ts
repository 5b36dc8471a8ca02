/** A figure that an acceptance names: what was measured and the bar it has to reach. */
export interface Measurement {
  /** In words, with units: `0.71 of the bare loop (31,204 against 43,950 records/s)`. */
  readonly measured: string;
  readonly ok: boolean;
}

/** A figure still to be measured. Modules under `tools/verify/areas/<area>` export `figures`, a list of these. */
export interface Figure {
  readonly name: string;
  /** The bar in words: `at least 0.6 of the bare loop`. */
  readonly bar: string;
  measure(): Promise<Measurement>;
}

/** A figure with its result. */
export interface Measured extends Measurement {
  readonly name: string;
  readonly bar: string;
}

/** A bench or a slow run: measures one or more figures in one go. Its module, named after it, exports it as `run`. */
export interface FigureRun {
  /** One sentence, shown in the list. */
  readonly says: string;
  /** Given the words after its name; progress goes to stderr. */
  measure(words: readonly string[]): Promise<readonly Measured[]>;
}

/** Measures a figure; one that throws has fallen short, and says why. */
export const measured = async (figure: Figure): Promise<Measured> => {
  const { name, bar } = figure;
  try {
    return { name, bar, ...await figure.measure() };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { name, bar, measured: `failed: ${says.split('\n')[0] ?? ''}`, ok: false };
  }
};
