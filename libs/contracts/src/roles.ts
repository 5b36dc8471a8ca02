/** Every role that a port fills: how its settings are named, and which servers can fill it, each with the port it usually listens on. */
import type { PortName } from './services.ts';

export interface RoleDefinition {
  readonly says: string;
  /** Start of the names of its settings: `<SETTINGS>_URL`, `_USER`, `_PASSWORD`, `_CA`, `_CERT`, `_KEY`. */
  readonly settings: string;
  /** Usual TCP port by scheme of the URL; a scheme that ends in `+tls` has the same. */
  readonly servers: Readonly<Record<string, number>>;
}

export const roles = {
  events: { says: 'The event log.', settings: 'EVENT_LOG', servers: { kafka: 9092 } },
  documents: { says: 'Documents and the asset graph.', settings: 'DOCUMENTS', servers: { postgres: 5432, arangodb: 8529 } },
  relational: { says: 'Jobs and the ledger.', settings: 'RELATIONAL', servers: { postgres: 5432 } },
  objects: { says: 'The archive and models.', settings: 'OBJECTS', servers: { s3: 9000 } },
  vectors: { says: 'Vectors of moments and of pieces of documents.', settings: 'VECTORS', servers: { qdrant: 6333 } },
} as const satisfies Record<PortName, RoleDefinition>;

/** The role that fills a port. */
export const roleOf = (name: PortName): RoleDefinition => roles[name];

/** Servers of others that a service asks over HTTP where a setting names them. */
export const outsiders = {
  'language-model': { says: 'An OpenAI-compatible server that answers.', setting: 'LLM_BASE_URL' },
  'embeddings-model': { says: 'An OpenAI-compatible server that gives texts their dense vectors.', setting: 'EMBEDDINGS_URL' },
} as const;

export type OutsiderName = keyof typeof outsiders;
