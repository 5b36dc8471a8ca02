/** What an S3 server and a bucket are like, seen by the key that services use: one small object is put, read and removed. */
import { randomUUID } from 'node:crypto';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import type { Clock } from '@streamforge/determinism/clock';
import { connectionOf, type Answer, type Connection } from './connection.ts';
import { isRefusal } from './failure.ts';
import { s3SettingsOf } from './settings.ts';

export interface DiagnoseS3 {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  /** What findings say that they are about. */
  readonly about: string;
}

const patience = { idleMs: 3_000, attempts: 1, baseMs: 100 };
const allMs = 8_500;
/** HTTP dates have whole seconds. */
const clockToleranceMs = 2_000;
/** S3 refuses requests whose time is further off. */
const refusedMs = 15 * 60_000;

const clockFinding = (about: string, { headers }: Answer, ours: number): Finding => {
  const theirs = Date.parse(headers.date ?? '');
  if (Number.isNaN(theirs)) return ok(about, 'the server does not tell its time');
  const aheadMs = theirs - ours;
  const says = `the server's clock is within ${Math.ceil(Math.abs(aheadMs) / 1_000)} s of ours`;
  return Math.abs(aheadMs) < clockToleranceMs ? ok(about, says) : warning(about, says, `Set both by NTP: from ${refusedMs / 60_000} minutes on every request is refused.`);
};

const serverName = ({ headers }: Answer): string => String(headers.server ?? 'a server without a name').replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 60);

/** Each right by trying it on an object of its own. */
const tryRights = async (connection: Connection): Promise<void> => {
  const name = `streamforge-doctor/${randomUUID()}`;
  await connection.ask({ method: 'PUT', name, body: Buffer.from('doctor') });
  try {
    await connection.ask({ method: 'GET', name });
  } finally {
    await connection.ask({ method: 'DELETE', name });
  }
};

const examine = async (connection: Connection, { about, clock }: DiagnoseS3): Promise<readonly Finding[]> => {
  const { settings: { bucket }, at } = connection;
  let listed: Answer;
  try {
    listed = await connection.ask({ method: 'GET', query: 'list-type=2&max-keys=1' });
  } catch (error) {
    if (!isRefusal(error, 'NoSuchBucket')) throw error;
    return [warning(about, `${at} answers and lets the key in; the bucket ${bucket} is not there`, 'The first service that starts makes it, where its key may; else make it.')];
  }
  const ours = clock.now();
  if (!listed.text.includes('<ListBucketResult')) return [wrong(about, `BACKEND_MISMATCH: What answers at ${at} is not S3.`, 'Correct the URL’s scheme, host and port.')];
  await tryRights(connection);
  return [
    ok(about, `${at} answers: ${serverName(listed)}, and lets the key in`),
    ok(about, `the key may list, put, read and remove objects in the bucket ${bucket}`),
    clockFinding(about, listed, ours),
  ];
};

/** Examines reachability, server, credentials, rights and clock within nine seconds. Throws `CONFIG_INVALID` for a URL that can't be read. */
export const diagnoseS3 = async (options: DiagnoseS3): Promise<readonly Finding[]> => {
  const { endpoint, clock, about } = options;
  const connection = connectionOf({ settings: s3SettingsOf(endpoint), clock, patience, opening: true, signal: AbortSignal.timeout(allMs) });
  try {
    return await examine(connection, options);
  } catch (error) {
    const named = connection.named(error);
    return named instanceof StreamForgeError ? [wrong(about, `${named.code}: ${named.message}`, named.fix)] : [wrong(about, named.message, '')];
  } finally {
    connection.close();
  }
};
