import { startProgram } from './child-process.ts';
import { killAt, type KillPoint } from './fault-hooks.ts';

/** Runs a writer, a program that says `acknowledged` after each batch, until its storage thread kills it; resolves to how many batches were. */
export const writeAndKill = async (program: string, directory: string, batches: number, point: KillPoint): Promise<number> => {
  const writer = startProgram(program, [directory, killAt(point).href, String(batches)]);
  const { signal } = await writer.ended;
  if (signal !== 'SIGKILL') throw new Error(`The writer was not killed: ${writer.stderr()}`);
  return writer.stdout().split('acknowledged').length - 1;
};
