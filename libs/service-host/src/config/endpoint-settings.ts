/** Where each role's backend is and how to be let in: the same six variables for every role. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { z } from 'zod';

const url = (embedded: string, says: string) => z.string().min(1).default(embedded).describe(says);
const user = z.string().optional().describe('User, when it does not stand in the URL.');
const password = z.string().optional().meta({ secret: true }).describe('Password of the user.');
const ca = z.string().optional().describe('PEM of the authority that signed the server’s certificate.');
const cert = z.string().optional().describe('PEM of our own certificate, for mutual TLS.');
const key = z.string().optional().meta({ secret: true }).describe('PEM of our certificate’s key.');

export const endpointSettings = {
  EVENT_LOG_URL: url('sqlite:', 'Event log: sqlite: (embedded), kafka://host:9092,… or kafka+tls://….'),
  EVENT_LOG_USER: user, EVENT_LOG_PASSWORD: password, EVENT_LOG_CA: ca, EVENT_LOG_CERT: cert, EVENT_LOG_KEY: key,
  DOCUMENTS_URL: url('sqlite:', 'Document store: sqlite: (embedded), postgres://host/database or arangodb://host/database, each also +tls.'),
  DOCUMENTS_USER: user, DOCUMENTS_PASSWORD: password, DOCUMENTS_CA: ca, DOCUMENTS_CERT: cert, DOCUMENTS_KEY: key,
  RELATIONAL_URL: url('sqlite:', 'Relational store: sqlite: (embedded) or postgres://host/database, also +tls.'),
  RELATIONAL_USER: user, RELATIONAL_PASSWORD: password, RELATIONAL_CA: ca, RELATIONAL_CERT: cert, RELATIONAL_KEY: key,
  OBJECTS_URL: url('file:', 'Object store: file: (embedded) or s3://host:port/bucket, also +tls.'),
  OBJECTS_USER: user, OBJECTS_PASSWORD: password, OBJECTS_CA: ca, OBJECTS_CERT: cert, OBJECTS_KEY: key,
  VECTORS_URL: url('sqlite:', 'Vector store: sqlite: (embedded) or qdrant://host:6333, also +tls; its API key is VECTORS_PASSWORD.'),
  VECTORS_USER: user, VECTORS_PASSWORD: password, VECTORS_CA: ca, VECTORS_CERT: cert, VECTORS_KEY: key,
};

/** Start of the names of a role's settings. */
export type Role = 'EVENT_LOG' | 'DOCUMENTS' | 'RELATIONAL' | 'OBJECTS' | 'VECTORS';

type EndpointValues = z.output<z.ZodObject<typeof endpointSettings>>;

/** The settings of one role, gathered. */
export const endpointOf = (settings: EndpointValues, role: Role): Endpoint => ({
  url: settings[`${role}_URL`],
  user: settings[`${role}_USER`],
  password: settings[`${role}_PASSWORD`],
  ca: settings[`${role}_CA`],
  cert: settings[`${role}_CERT`],
  key: settings[`${role}_KEY`],
});
