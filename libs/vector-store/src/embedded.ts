/** The vector store in one SQLite file, written by one thread and searched by another, exactly. */
import { join } from 'node:path';
import { openThread } from '@streamforge/sqlite/thread';
import type { ReaderOperations } from './embedded/reader-program.ts';
import { vectorStoreOver } from './embedded/store.ts';
import type { WriterOperations } from './embedded/writer-program.ts';
import type { VectorStore } from './port.ts';

export interface EmbeddedVectorStoreOptions {
  /** Holds `vectors.db`. The caller owns the directory. */
  readonly directory: string;
  /** Fault injection of tests: a module loaded into the writing thread. */
  readonly hook?: URL;
  /** Milliseconds that a commit waits for more writes to join it. */
  readonly groupCommitMs?: number;
  /** Page cache of each of the two connections. */
  readonly cacheBytes?: number;
  /** Most memory for the dense vectors that searches scan; a tenant's collection that does not fit is scanned in the file. */
  readonly memoryBytes?: number;
}

/**
 * Opens the store, making what is missing. Rejects with DATA_DIRECTORY_UNUSABLE when the directory can't be used, with DATA_DAMAGED when
 * its file can't be read as a database and with DATA_NEWER when a newer version wrote it.
 */
export const openEmbeddedVectorStore = async (
  { directory, hook, groupCommitMs, cacheBytes = 16_777_216, memoryBytes = 134_217_728 }: EmbeddedVectorStoreOptions,
): Promise<VectorStore> => {
  const file = join(directory, 'vectors.db');
  const writer = await openThread<WriterOperations>({
    file,
    program: new URL('embedded/writer-program.ts', import.meta.url),
    options: undefined,
    cacheBytes,
    ...(hook !== undefined && { hook }),
    ...(groupCommitMs !== undefined && { groupCommitMs }),
  });
  try {
    const program = new URL('embedded/reader-program.ts', import.meta.url);
    return vectorStoreOver(writer, await openThread<ReaderOperations>({ file, program, options: { memoryBytes }, cacheBytes, readOnly: true }));
  } catch (error) {
    await writer.close();
    throw error;
  }
};
