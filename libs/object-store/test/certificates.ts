/** Certificates of an authority of our own, made by openssl for the length of a test. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate for a host, as openssl writes subjectAltName. It is its own authority. */
export const selfSigned = async (host = 'IP:127.0.0.1'): Promise<Certificate> => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-certificate-'));
  const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  try {
    await run('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=streamforge test',
      '-addext', `subjectAltName=${host}`, '-keyout', key, '-out', cert,
    ]);
    return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  } finally {
    await rm(directory, { recursive: true });
  }
};
