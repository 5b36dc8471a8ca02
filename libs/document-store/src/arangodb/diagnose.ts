/** What an ArangoDB is like, seen by the user that services log in as. Nothing is written. */
import { collectionNames } from '@streamforge/contracts/collections';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import type { Clock } from '@streamforge/determinism/clock';
import { arangoClient, type ArangoClient } from './client.ts';
import { arangoSettings } from './settings.ts';

export interface DiagnoseArango {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** What findings say that they are about. */
  readonly about: string;
}

const allMs = 8_500;

const examine = async (client: ArangoClient, database: string, about: string): Promise<readonly Finding[]> => {
  const told: unknown = await client.ask('opening', (each) => each.version(false));
  const { server, version } = (typeof told === 'object' && told !== null ? told : {}) as { readonly server?: unknown; readonly version?: unknown };
  if (server !== 'arango') return [wrong(about, `BACKEND_MISMATCH: What answers at ${client.at} is not ArangoDB.`, 'Correct the URL’s scheme, host and port.')];
  const there = new Set((await client.ask('opening', (each) => each.listCollections())).map(({ name }) => name));
  const missing = collectionNames.filter((name) => !there.has(name));
  return [
    ok(about, `${client.at} answers: ArangoDB ${String(version)}, and lets the user into the database ${database}`),
    missing.length === 0
      ? ok(about, `all ${collectionNames.length} collections are there`)
      : warning(about, `collections that are not there: ${missing.join(', ')}`, 'The first service that starts makes them, where its user may.'),
    ok(about, 'the server’s clock was not asked'),
  ];
};

/** Examines reachability, version, credentials and access to the database within nine seconds. Throws `CONFIG_INVALID` for a URL that can't be read. */
export const diagnoseArango = async ({ endpoint, clock, about }: DiagnoseArango): Promise<readonly Finding[]> => {
  const settings = arangoSettings(endpoint);
  const client = arangoClient({ ...settings, timeoutMs: Math.min(settings.timeoutMs, allMs / 2) }, clock);
  const ended = new AbortController();
  const late = async (): Promise<readonly Finding[]> => {
    await clock.sleep(allMs, ended.signal);
    return [wrong(about, `BACKEND_UNREACHABLE: ArangoDB at ${client.at} did not answer within ${allMs} ms.`, 'Check that it runs, its address and port, and the network policy in between.')];
  };
  try {
    return await Promise.race([examine(client, settings.database, about), late()]);
  } catch (error) {
    if (!(error instanceof StreamForgeError)) throw error;
    return [wrong(about, `${error.code}: ${error.message}`, error.fix)];
  } finally {
    ended.abort();
    client.close();
  }
};
