/** A thread for the tests: each task says what shall happen to it. */
import { TerminalError } from '@streamforge/contracts/errors';
import { serve, sharedData } from '../src/serve.ts';

export interface Data {
  /** How often a task was begun, and a sum over which tasks agree. */
  readonly begun: Int32Array;
  readonly numbers: Float64Array;
}

export interface Task {
  readonly what: 'sum' | 'die' | 'die-once' | 'crash' | 'refuse' | 'for-ever' | 'fill' | 'news';
  readonly attempt?: number;
}

const { begun, numbers } = sharedData<Data>();

const filled: number[][] = [];

serve<Task, string, number>(async ({ what, attempt }, say) => {
  Atomics.add(begun, 0, 1);
  say(`${what} begun`);
  switch (what) {
    case 'die': return process.exit(3);
    case 'die-once': return attempt === 1 ? process.exit(3) : 7;
    case 'crash': return await new Promise<never>(() => setImmediate(() => {
      throw new Error('a fault nobody caught');
    }));
    case 'refuse': throw new TerminalError('UNIVERSE_TOO_SMALL', 'one asset');
    case 'for-ever': for (;;) Atomics.load(begun, 0);
    case 'fill': for (;;) filled.push(Array.from({ length: 100_000 }, Math.random));
    default: return numbers.reduce((sum, number) => sum + number, 0);
  }
});
