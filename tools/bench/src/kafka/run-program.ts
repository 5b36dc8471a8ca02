import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program of this folder to its end and answers what it printed. Rejects when it fails. */
export const runProgram = async (file: string, words: unknown): Promise<string> => {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning', join(import.meta.dirname, file), JSON.stringify(words),
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${file} ended with ${String(code)}`);
  return text;
};
