/** Takes a platform's collections away from a Qdrant that others use too. */
import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { qdrantClient } from '@streamforge/vector-store/qdrant/client';
import { qdrantSettings } from '@streamforge/vector-store/qdrant/settings';

/** Drops every collection of ours under the prefix that the URL says. */
export const dropCollections = async (endpoint: Endpoint): Promise<void> => {
  const settings = qdrantSettings(endpoint);
  const qdrant = qdrantClient(settings);
  for (const name of vectorCollectionNames) {
    await qdrant.ask('running', (api, init) => api.deleteCollection({ collection_name: `${settings.prefix}${name}` }, init));
  }
  await qdrant.close();
};
