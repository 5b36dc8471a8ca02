/** kubectl and helm against one API server: what they write, and what the server warns of. */
import { execFile } from 'node:child_process';

const MOST_OUTPUT_BYTES = 268_435_456;

export interface Answer {
  readonly code: number;
  readonly output: string;
  readonly said: string;
  /** What the API server said beside its answer, such as `would violate PodSecurity`. */
  readonly warnings: readonly string[];
}

export type Ask = (words: readonly string[], input?: string) => Promise<Answer>;

/** Runs a program with a kubeconfig; never rejects for what it answers. */
export const asking = (program: string, kubeconfig: string, env: Readonly<Record<string, string>> = {}): Ask => async (words, input = '') =>
  await new Promise((resolve, reject) => {
    const child = execFile(program, words, { maxBuffer: MOST_OUTPUT_BYTES, env: { ...process.env, KUBECONFIG: kubeconfig, ...env } }, (error, output, said) => {
      if (error !== null && typeof error.code === 'string') {
        reject(error);
        return;
      }
      const warnings = said.split('\n').flatMap((line) => /^(?:W\d{4} .*?\] "?|Warning: |level=WARN msg=)(.*)$/.exec(line)?.[1] ?? []).filter((line) => !line.includes('symbolic link'));
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output, said, warnings });
    });
    // A program that ends at once has not read what it was given; its answer says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });

/** What it wrote; rejects with what it said when it failed. */
export const must = async (answer: Promise<Answer>): Promise<string> => {
  const { code, output, said } = await answer;
  if (code !== 0) throw new Error(said.trim() || output.trim());
  return output;
};
