import type { ParsedEndpoint } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';
import type { PoolConfig } from 'pg';
import type { OpenPool } from './pool.ts';
import { types } from './types.ts';

/** Beyond the server's own limit of a statement, for its answer to arrive. */
const ANSWER_MS = 5_000;

const option = (parsed: ParsedEndpoint, name: string, otherwise: number, most: number): number => {
  const text = parsed.query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new TerminalError('CONFIG_INVALID', `"${name}=${text}" of a postgres URL can't be read: it is a whole number from 1 to ${most}.`);
};

/** Plain names only, since the name also travels in the options of a connection. */
export const schemaOf = (parsed: ParsedEndpoint): string | null => {
  const schema = parsed.query.get('schema');
  if (schema === null || /^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new TerminalError('CONFIG_INVALID', `"schema=${schema}" of a postgres URL can't be read: it is lower-case letters, digits and _, at most 63.`);
};

/** What pg is told. Throws `CONFIG_INVALID` for an option that can't be read. */
export const poolConfig = (parsed: ParsedEndpoint, { applicationName, connectTimeoutMs = 5_000, settings = {} }: Omit<OpenPool, 'endpoint'>): PoolConfig => {
  const { hosts, user = 'postgres', password, path, tls, ca, cert, key } = parsed;
  const [place, another] = hosts;
  if (place === undefined || another !== undefined) throw new TerminalError('CONFIG_INVALID', 'A postgres URL names one host; put a proxy before several.');
  const statementMs = option(parsed, 'timeout', 30, 3_600) * 1_000;
  const schema = schemaOf(parsed);
  const started = { ...settings, ...schema !== null && { search_path: schema } };
  return {
    host: place.host, port: place.port, user,
    // Given as a function, so that neither the environment nor a password file is asked instead, and no dump of the options shows it.
    password: () => password ?? '',
    database: path === '' ? user : path,
    ssl: tls && { rejectUnauthorized: true, ...ca !== undefined && { ca }, ...cert !== undefined && { cert }, ...key !== undefined && { key } },
    application_name: applicationName,
    max: option(parsed, 'pool', 10, 1_000),
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementMs,
    query_timeout: statementMs + ANSWER_MS,
    idle_in_transaction_session_timeout: statementMs,
    ...Object.keys(started).length > 0 && { options: Object.entries(started).map(([name, value]) => `-c ${name}=${value}`).join(' ') },
    types,
  };
};
