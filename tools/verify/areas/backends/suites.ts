/** Every port's suite on every adapter that can run here, and what an adapter promises beyond it. */
import type { Figure } from '@streamforge/figures/figure';
import { suiteFigure, type Suite } from '../../src/suite.ts';

const suites: readonly Suite[] = [
  { name: 'event log on SQLite', files: ['libs/event-log/test/embedded.test.ts'] },
  { name: 'event log on Kafka 4.3.1', files: ['libs/event-log/test/kafka.test.ts'] },
  { name: 'members of a Kafka group: slow handlers, rebalances, zombies', files: ['libs/event-log/test/kafka-members.test.ts'] },
  { name: 'batches of Java’s client: gzip, snappy, lz4, zstd, bombs, aborted transactions', files: ['libs/event-log/test/kafka-foreign.test.ts'] },
  { name: 'document store on SQLite', files: ['libs/document-store/test/embedded.test.ts'] },
  { name: 'document store on Postgres 18', files: ['libs/document-store/test/postgres.test.ts'] },
  { name: 'document store on ArangoDB’s protocol (no server here: its branch for one is skipped)', files: ['libs/document-store/test/arangodb.test.ts'], maySkip: true },
  { name: 'relational port on SQLite', files: ['libs/relational/test/embedded.test.ts'] },
  { name: 'relational port on Postgres 18', files: ['libs/relational/test/postgres.test.ts'] },
  { name: 'object store in a directory (one test needs another user than root)', files: ['libs/object-store/test/embedded.test.ts'], maySkip: true },
  { name: 'object store on S3', files: ['libs/object-store/test/s3.test.ts'] },
  { name: 'vector store on SQLite', files: ['libs/vector-store/test/embedded.test.ts'] },
  { name: 'vector store on Qdrant’s engine and protocol', files: ['libs/vector-store/test/qdrant.test.ts'] },
  { name: 'jobs on SQLite', files: ['libs/service-host/test/jobs/embedded.test.ts'] },
  { name: 'jobs on Postgres 18', files: ['libs/service-host/test/jobs/postgres.test.ts'] },
  { name: 'the host’s suite with ingest over Kafka, Postgres and S3', files: ['apps/ingest/test/ingest.cluster.test.ts'] },
  { name: 'rebuild and verify from archive and log under traffic', files: ['apps/ingest/test/history'] },
  { name: 'every page’s examples, also over servers', files: ['apps/streamforge/test/readme.test.ts'] },
];

export const figures: readonly Figure[] = suites.map(suiteFigure);
