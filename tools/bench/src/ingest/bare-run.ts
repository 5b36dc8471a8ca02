import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface BareRun {
  readonly rows: number;
  readonly seconds: number;
  /** Seconds at which each further million rows was stored. */
  readonly marks: readonly number[];
}

/** Runs the bare loop over a file in a process of its own. */
export const bareRun = async (file: string): Promise<BareRun> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'bare-loop.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the bare loop ended with ${String(code)}`);
  return JSON.parse(text) as BareRun;
};
