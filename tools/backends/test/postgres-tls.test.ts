import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as secure } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates, type CertificateFiles } from '../src/certificates.ts';
import { startPostgresTls } from '../src/postgres-tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'postgres-tls-'));
const open = new Set<Socket>();
const upstream = createServer((socket) => {
  open.add(socket);
  socket.on('error', () => undefined).pipe(socket);
});
let files: CertificateFiles;

beforeAll(async () => {
  files = await makeCertificates(folder);
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const socket of open) socket.destroy();
  upstream.close();
  rmSync(folder, { recursive: true });
});

/** Asks for TLS as a Postgres client does, sends a word and returns the answer. */
const said = async (certificate: { cert: string; key: string }, ca: string): Promise<string> => {
  const front = await startPostgresTls((upstream.address() as AddressInfo).port, certificate);
  const raw = connect(front.port, '127.0.0.1');
  try {
    raw.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const [answer] = await once(raw, 'data') as [Buffer];
    expect(answer.toString()).toBe('S');
    const socket = secure({ socket: raw, host: 'localhost', servername: 'localhost', ca: readFileSync(ca) });
    await once(socket, 'secureConnect');
    socket.write('hello');
    return String((await once(socket, 'data'))[0]);
  } finally {
    raw.destroy();
    await front.close();
  }
};

describe('TLS before Postgres', () => {
  it('passes on what a client says that trusts the authority', async () => {
    expect(await said({ cert: files.serverCert, key: files.serverKey }, files.ca)).toBe('hello');
  });

  it('is refused by clients that trust another authority, and when it has expired', async () => {
    await expect(said({ cert: files.serverCert, key: files.serverKey }, files.strangerCa)).rejects.toThrow(/unable to (verify|get)|self[- ]signed|signature/i);
    await expect(said({ cert: files.expiredServerCert, key: files.expiredServerKey }, files.ca)).rejects.toThrow(/expired/);
  });

  it('refuses a client that does not ask for it', async () => {
    const front = await startPostgresTls((upstream.address() as AddressInfo).port, { cert: files.serverCert, key: files.serverKey });
    const raw = connect(front.port, '127.0.0.1');
    let answer = '';
    raw.on('error', () => undefined).on('data', (chunk) => (answer += chunk.toString()));
    raw.write('plain text');
    await once(raw, 'close');
    expect(answer).toBe('');
    await front.close();
  });
});
