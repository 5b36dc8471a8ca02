import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import type { DocumentStore } from '@streamforge/document-store/port';

/** A document store in the system's directory for temporary files; closing it removes it. */
export const openScratchStore = async (): Promise<{ readonly documents: DocumentStore; close(): Promise<void> }> => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-verify-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const documents = await openEmbeddedDocumentStore({ directory });
    return {
      documents,
      close: async () => {
        await documents.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};
