import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What makes a command run as root; nothing when we are. */
export const asRoot: readonly string[] = process.getuid?.() === 0 ? [] : ['sudo', '-n'];

/** Runs a command to its end and returns what it wrote on stdout; rejects with the end of what it wrote on stderr. */
export const runCommand = async (words: readonly string[], cwd = process.cwd()): Promise<string> => {
  const [command = '', ...rest] = words;
  try {
    const { stdout } = await run(command, rest, { cwd, maxBuffer: 67_108_864 });
    return stdout;
  } catch (error) {
    const { stderr = '', stdout = '' } = error as { readonly stderr?: string; readonly stdout?: string };
    throw new Error(`${command} ${rest.slice(0, 8).join(' ')}… failed:\n${(stderr + stdout).slice(-4_000)}`, { cause: error });
  }
};

/** Whether there is such a command. */
export const hasCommand = async (name: string): Promise<boolean> => {
  try {
    await runCommand(['sh', '-c', `command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
};
