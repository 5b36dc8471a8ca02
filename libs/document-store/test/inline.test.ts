/** The suite over the programs without their threads, in memory: here their every branch can be measured. */
import { DatabaseSync } from 'node:sqlite';
import { program as reading } from '../src/embedded/reader-program.ts';
import { documentStoreOver } from '../src/embedded/store.ts';
import { program as writing } from '../src/embedded/writer-program.ts';
import { documentStoreConformance } from '../src/conformance.ts';
import { inlineThread } from '@streamforge/testing/inline-thread';

documentStoreConformance(async () => {
  const db = new DatabaseSync(':memory:');
  for (const migration of writing.migrations) db.exec(migration);
  return {
    open: async () => documentStoreOver(inlineThread(db, writing, undefined), inlineThread(db, reading, undefined)),
    dispose: async () => db.close(),
  };
});
