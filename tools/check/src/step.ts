/** One part of `npm test`: a name and work that ends in a count of checks. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What to show beside the verdict, such as how many tests were skipped. */
  readonly note?: string;
  /** What a person needs to see when something failed. */
  readonly output?: string;
}

export interface Step {
  readonly name: string;
  run(): Promise<Tally>;
}

/** `typecheck   ok      6.1 s`; the times of several steps stand under each other. */
export const stepLine = (name: string, tally: Tally, milliseconds: number): string => {
  const verdict = tally.failed === 0 ? 'ok' : 'FAILED';
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  return `${name.padEnd(11)} ${verdict.padEnd(6)} ${seconds.padStart(8)}${tally.note === undefined ? '' : `  ${tally.note}`}`;
};

/** Runs the steps one after the other, failed ones included, and tells each as it ends. */
export const runSteps = async (steps: readonly Step[], tell: (line: string) => void, monotonic: () => number): Promise<Tally> => {
  let passed = 0;
  let failed = 0;
  for (const step of steps) {
    const start = monotonic();
    const tally = await step.run();
    if (tally.failed > 0 && tally.output !== undefined && tally.output !== '') tell(tally.output);
    tell(stepLine(step.name, tally, monotonic() - start));
    passed += tally.passed;
    failed += tally.failed;
  }
  return { passed, failed };
};
