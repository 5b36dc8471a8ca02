import type { Finding } from '@streamforge/contracts/finding';
import { diagnosePostgres, type DiagnosePostgres } from '@streamforge/postgres/diagnosis';
import { withSchema } from './open.ts';

/** What the Postgres of a document store is like. */
export const diagnosePostgresDocumentStore = ({ endpoint, ...rest }: DiagnosePostgres): Promise<readonly Finding[]> =>
  diagnosePostgres({ ...rest, endpoint: { ...endpoint, url: withSchema(endpoint.url) } });
