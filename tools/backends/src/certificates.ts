/** Certificates for tests, made by openssl in a scratch folder: an authority, servers' (one expired), clients', and a stranger's. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './install.ts';

export interface CertificateFiles {
  /** PEM of the authority. */
  readonly ca: string;
  /** PEM of another authority, which signed nothing here. */
  readonly strangerCa: string;
  /** Key and certificate chain in one PEM, as Kafka reads them; the same in two files beside it for other servers. */
  readonly server: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly expiredServer: string;
  readonly expiredServerCert: string;
  readonly expiredServerKey: string;
  /** Certificates of clients by common name, which is the user's name. */
  readonly clients: Readonly<Record<string, { readonly cert: string; readonly key: string }>>;
}

const hint = { missing: 'Install it (apt-get install openssl).' };
const serverExtensions = 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n';

const authority = async (folder: string, name: string): Promise<void> => {
  await run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', `/CN=${name}`,
    '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`),
  ], hint);
};

/** Signs a certificate that is valid for 30 days, or that ended yesterday. */
const signed = async (folder: string, name: string, subject: string, expired = false): Promise<{ cert: string; key: string; both: string }> => {
  const [cert, key, request, both] = ['pem', 'key', 'csr', 'both.pem'].map((ending) => join(folder, `${name}.${ending}`)) as [string, string, string, string];
  const extensions = join(folder, 'extensions.cnf');
  await writeFile(extensions, serverExtensions);
  await run('openssl', [
    'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${subject}`, '-keyout', key, '-out', request,
  ], hint);
  // Negative days end the certificate in the past.
  await run('openssl', [
    'x509', '-req', '-in', request, '-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca.key'), '-CAcreateserial',
    '-days', expired ? '-1' : '30', '-extfile', extensions, '-out', cert,
  ], hint);
  await writeFile(both, `${await readFile(key, 'utf8')}${await readFile(cert, 'utf8')}${await readFile(join(folder, 'ca.pem'), 'utf8')}`, { mode: 0o600 });
  return { cert, key, both };
};

/** Makes all of them in an existing folder. Client names become the users of Kafka's mutual TLS listener. */
export const makeCertificates = async (folder: string, clients: readonly string[] = ['app']): Promise<CertificateFiles> => {
  await authority(folder, 'ca');
  await authority(folder, 'stranger-ca');
  const server = await signed(folder, 'server', 'localhost');
  const expired = await signed(folder, 'server-expired', 'localhost', true);
  const made: Record<string, { cert: string; key: string }> = {};
  for (const client of clients) {
    const { cert, key } = await signed(folder, `client-${client}`, client);
    made[client] = { cert, key };
  }
  return {
    ca: join(folder, 'ca.pem'),
    strangerCa: join(folder, 'stranger-ca.pem'),
    server: server.both, serverCert: server.cert, serverKey: server.key,
    expiredServer: expired.both, expiredServerCert: expired.cert, expiredServerKey: expired.key,
    clients: made,
  };
};
