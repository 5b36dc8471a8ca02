/** What a Qdrant is like, seen with the key that services have. Nothing is written. */
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import type { Clock } from '@streamforge/determinism/clock';
import { qdrantClient, type Qdrant } from './client.ts';
import { serverVersion } from './server-version.ts';
import { qdrantSettings } from './settings.ts';

export interface DiagnoseQdrant {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** What findings say that they are about. */
  readonly about: string;
}

const allMs = 8_500;

const examine = async (qdrant: Qdrant, about: string): Promise<readonly Finding[]> => {
  const { at, prefix } = qdrant.settings;
  const version = await serverVersion(qdrant, 'opening');
  const { collections } = await qdrant.ask('opening', (api, init) => api.getCollections({}, init));
  const there = new Set(collections.map(({ name }) => name));
  const missing = vectorCollectionNames.map((name) => `${prefix}${name}`).filter((name) => !there.has(name));
  return [
    ok(about, `${at} answers: Qdrant ${version}, and takes the key`),
    missing.length === 0
      ? ok(about, `all ${vectorCollectionNames.length} collections are there`)
      : warning(about, `collections that are not there: ${missing.join(', ')}`, 'The first service that starts makes them, where its key may.'),
  ];
};

/** Examines reachability, version, key and collections within nine seconds. Throws `CONFIG_INVALID` for a URL that can't be read. */
export const diagnoseQdrant = async ({ endpoint, clock, about }: DiagnoseQdrant): Promise<readonly Finding[]> => {
  const settings = qdrantSettings(endpoint);
  const qdrant = qdrantClient({ ...settings, timeoutMs: Math.min(settings.timeoutMs, allMs / 2) });
  const ended = new AbortController();
  const late = async (): Promise<readonly Finding[]> => {
    await clock.sleep(allMs, ended.signal);
    const says = `BACKEND_UNREACHABLE: Qdrant at ${settings.at} did not answer within ${allMs} ms.`;
    return [wrong(about, says, 'Check that it runs, its address and port, and the network policy in between.')];
  };
  try {
    return await Promise.race([examine(qdrant, about), late()]);
  } catch (error) {
    if (!(error instanceof StreamForgeError)) throw error;
    return [wrong(about, `${error.code}: ${error.message}`, error.fix)];
  } finally {
    ended.abort();
    await qdrant.close();
  }
};
