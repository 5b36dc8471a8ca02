/** The suite over the programs without their threads, in memory: here their every branch can be measured, also with hardly any memory for vectors. */
import { DatabaseSync } from 'node:sqlite';
import { describe } from 'vitest';
import { vectorStoreConformance } from '../src/conformance.ts';
import { program as reading } from '../src/embedded/reader-program.ts';
import { vectorStoreOver } from '../src/embedded/store.ts';
import { program as writing } from '../src/embedded/writer-program.ts';
import { inlineThread } from '@streamforge/testing/inline-thread';

describe.each([['much', 134_217_728], ['hardly any', 50_000]])('with %s memory for vectors', (_, memoryBytes) => {
  vectorStoreConformance(async () => {
    const db = new DatabaseSync(':memory:');
    for (const migration of writing.migrations) db.exec(migration);
    return {
      open: async () => vectorStoreOver(inlineThread(db, writing, undefined), inlineThread(db, reading, { memoryBytes })),
      dispose: async () => db.close(),
    };
  });
});
