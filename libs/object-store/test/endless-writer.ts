/** Puts a body that never ends, until it is killed. */
import { setTimeout } from 'node:timers/promises';
import { openEmbeddedObjectStore } from '../src/embedded.ts';

const endless = async function* (): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield new Uint8Array(1_000);
    await setTimeout(5);
  }
};

const store = await openEmbeddedObjectStore({ directory: process.argv[2] ?? '' });
await store.put('endless', endless());
