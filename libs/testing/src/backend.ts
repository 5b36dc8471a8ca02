/** Finds the real servers that tests run against. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const variables = { kafka: 'KAFKA_URL', postgres: 'POSTGRES_URL', s3: 'S3_URL', arangodb: 'ARANGO_URL', qdrant: 'QDRANT_URL' } as const;

export type BackendName = keyof typeof variables;

/** Servers that `tools/backends` can start on any machine: CI requires them. */
const startable: readonly BackendName[] = ['kafka', 'postgres', 's3', 'qdrant'];

/** What `npm run backends -- up` leaves behind: the URL of each server that runs. */
export const runningFile = '.cache/backends/running.json';

const running = (): Readonly<Partial<Record<BackendName, { readonly url: string }>>> => {
  try {
    return JSON.parse(readFileSync(resolve(runningFile), 'utf8')) as ReturnType<typeof running>;
  } catch {
    return {};
  }
};

/**
 * URL of a server for tests, as the services' settings take it: from its environment variable (KAFKA_URL, POSTGRES_URL, S3_URL, ARANGO_URL,
 * QDRANT_URL), or from the servers that `npm run backends -- up` started. Undefined, with a notice, when there is none; in CI the absence
 * of one that can be started is an error, so that no test passes by not running.
 */
export const backendUrl = (name: BackendName): string | undefined => {
  const url = process.env[variables[name]] ?? running()[name]?.url;
  if (url !== undefined) return url;
  const hint = startable.includes(name) ? `start one with \`npm run backends -- up ${name}\`` : `set ${variables[name]}`;
  if (process.env['CI'] !== undefined && startable.includes(name)) throw new Error(`No ${name} server runs: ${hint}`);
  console.warn(`skipped: no ${name} server; ${hint}`);
  return undefined;
};
