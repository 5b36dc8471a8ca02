/** The document store in one SQLite file, written by one thread and read by another. */
import { join } from 'node:path';
import { openThread } from '@streamforge/sqlite/thread';
import type { ReaderOperations } from './embedded/reader-program.ts';
import { documentStoreOver } from './embedded/store.ts';
import type { WriterOperations } from './embedded/writer-program.ts';
import type { DocumentStore } from './port.ts';

export interface EmbeddedDocumentStoreOptions {
  /** Holds `documents.db` and, kept apart from it, the mark of how far it had come. The caller owns the directory. */
  readonly directory: string;
  /** Fault injection of tests: a module loaded into the writing thread. */
  readonly hook?: URL;
  /** Milliseconds that a commit waits for more writes to join it. */
  readonly groupCommitMs?: number;
  /** Page cache of each of the two connections. */
  readonly cacheBytes?: number;
}

/**
 * Opens the store, making what is missing. Rejects with DATA_DIRECTORY_UNUSABLE when the directory can't be used, with DATA_DAMAGED when
 * its file can't be read as a database and with DATA_NEWER when a newer version wrote it.
 */
export const openEmbeddedDocumentStore = async (
  { directory, hook, groupCommitMs, cacheBytes = 33_554_432 }: EmbeddedDocumentStoreOptions,
): Promise<DocumentStore> => {
  const file = join(directory, 'documents.db');
  const writer = await openThread<WriterOperations>({
    file,
    program: new URL('embedded/writer-program.ts', import.meta.url),
    options: undefined,
    cacheBytes,
    highWaterFile: join(directory, 'documents.high-water'),
    ...(hook !== undefined && { hook }),
    ...(groupCommitMs !== undefined && { groupCommitMs }),
  });
  try {
    const program = new URL('embedded/reader-program.ts', import.meta.url);
    return documentStoreOver(writer, await openThread<ReaderOperations>({ file, program, options: undefined, cacheBytes, readOnly: true }));
  } catch (error) {
    await writer.close();
    throw error;
  }
};
