/** A service in a process of its own whose handler never ends, so that only force stops it. */
import { run } from '@streamforge/wiring/run';
import { keeper } from './keeper.ts';

await run(keeper({
  handle: () => {
    process.stdout.write('a batch is in hand\n');
    return new Promise(() => undefined);
  },
}));
