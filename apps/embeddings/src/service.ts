import { defineService } from '@streamforge/service-host/service';
import { indexWindows } from './bars.ts';
import { EmbeddingsConfig } from './config.ts';
import { indexDocuments } from './documents.ts';
import { rebuildVectors } from './rebuild.ts';

/** Makes vectors of bar windows and of document chunks, so that moments and texts are found again. */
export const embeddings = defineService({
  name: 'embeddings',
  config: EmbeddingsConfig,
  consumes: {
    'market.bars.v1': indexWindows,
    'documents.clean.v1': indexDocuments,
  },
  jobs: { rebuild: rebuildVectors },
});
