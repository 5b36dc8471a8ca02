import { makeCertificates, type CertificateFiles } from '@streamforge/backends/certificates';
import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { backendUrl } from '@streamforge/testing/backend';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../src/pool.ts';
import { startTlsFront, type TlsFront } from './tls-front.ts';

const url = backendUrl('postgres');

describe.skipIf(url === undefined)('Postgres over TLS', () => {
  const { user, password, path, hosts: [server = { host: '', port: 0 }] } = parseEndpoint({ url: url ?? 'postgres://x' }, { scheme: 'postgres', defaultPort: 5_432 });
  const fronts: TlsFront[] = [];
  let folder: string;
  let files: CertificateFiles;
  let ca: string;
  let stranger: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamforge-postgres-tls-'));
    files = await makeCertificates(folder);
    [ca, stranger] = await Promise.all([readFile(files.ca, 'utf8'), readFile(files.strangerCa, 'utf8')]);
  });
  afterAll(async () => {
    await Promise.all(fronts.map((front) => front.close()));
    await rm(folder, { recursive: true });
  });
  const front = async (cert: string, key: string): Promise<string> => {
    const started = await startTlsFront(server, { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') });
    fronts.push(started);
    return `postgres+tls://127.0.0.1:${started.port}/${path}`;
  };
  const open = (address: string, authority?: string) =>
    openPool({ endpoint: { url: address, user, password, ca: authority }, applicationName: 'tls-test' });

  it('works where the certificate is signed by the given authority for the host', async () => {
    const pool = await open(await front(files.serverCert, files.serverKey), ca);
    await expect(pool.ping()).resolves.toBeUndefined();
    await pool.close();
  });

  it('is refused where another authority signed, or none that the system knows', async () => {
    const address = await front(files.serverCert, files.serverKey);
    const untrusted = { code: 'BACKEND_UNTRUSTED', message: expect.stringContaining('127.0.0.1') };
    await expect(open(address, stranger)).rejects.toMatchObject(untrusted);
    await expect(open(address)).rejects.toMatchObject(untrusted);
  });

  it('is refused where the certificate has expired', async () => {
    const failure = open(await front(files.expiredServerCert, files.expiredServerKey), ca);
    await expect(failure).rejects.toMatchObject({ code: 'BACKEND_UNTRUSTED', message: expect.stringContaining('expired') });
  });

  it('is told apart from a server that offers none', async () => {
    const failure = open(`postgres+tls://${server.host}:${server.port}/${path}`, ca);
    await expect(failure).rejects.toSatisfy(({ code }) => code === 'BACKEND_MISMATCH' || code === 'BACKEND_UNTRUSTED');
  });
});
