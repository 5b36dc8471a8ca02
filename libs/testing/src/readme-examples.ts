/** The examples in TypeScript of a README, run as a reader would run them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ReadmeExample {
  /** What its comments say that it prints: what follows `console.log(…); //`, line by line. */
  readonly says: readonly string[];
  /** What it prints, line by line, run in the folder of its package. */
  readonly prints: () => readonly string[];
}

/** The examples of the README in a folder, in order. */
export const readmeExamples = (folder: string): readonly ReadmeExample[] =>
  [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, example = '']) => ({
    says: [...example.matchAll(/console\.log.*; \/\/ (.*)$/gm)].map(([, line = '']) => line),
    prints: () => {
      const options = ['--no-warnings', '--input-type=module-typescript', '-e', example];
      return execFileSync(process.execPath, options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd().split('\n');
    },
  }));
