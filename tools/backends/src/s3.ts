/** A real S3 server on loopback (versitygw over a folder). */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installS3 } from './install-s3.ts';
import { cacheFolder, type Tell } from './places.ts';
import { host, portNear } from './ports.ts';
import { signalProcess, spawnServer, stopProcess, waitReady, type RestartableServer, type ServerProcess } from './server-process.ts';

const bucket = 'streamforge';
const accessKey = 'streamforge';
const READY_MS = 30_000;

export interface S3Options {
  /** Objects, versions, secret and log; made when absent, used again when it holds a server's data. */
  readonly directory: string;
  /** Used when free; any free port otherwise. */
  readonly port?: number;
  /** PEM files: the server then speaks TLS only. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Further access keys with their secrets, which own nothing and may make no bucket. */
  readonly accounts?: Readonly<Record<string, string>>;
  readonly tell?: Tell;
  readonly cache?: string;
}

/** Its URL is `s3://<key>:<secret>@127.0.0.1:<port>/streamforge`, or `s3+tls://…`. The bucket is not made. */
export interface S3Server extends RestartableServer {
  pause(): void;
  resume(): void;
}

/** An S3 server refuses a request without a signature, in XML: any other answer comes from something else. */
const ask = async (port: number, tls: boolean): Promise<void> => {
  // The certificate is checked by whoever uses the server; here only its presence counts.
  if (tls) return (await import('./tls-answer.ts')).tlsAnswer(host, port);
  const response = await fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(2000) });
  const text = await response.text();
  if (!text.includes('<Error>') && !text.includes('ListAllMyBucketsResult')) throw new Error(`an unexpected answer: ${response.status}`);
};

/** As versitygw keeps accounts itself. */
const usersJson = (accounts: Readonly<Record<string, string>>): string => JSON.stringify({
  accessAccounts: Object.fromEntries(Object.entries(accounts).map(([access, secret]) =>
    [access, { access, secret, role: 'user', userID: 0, groupID: 0, projectID: 0 }])),
});

/** Starts a server and resolves once it answers as S3 does. Rejects with the end of its log when it does not. */
export const startS3 = async (options: S3Options): Promise<S3Server> => {
  const { tell = () => undefined, cache = cacheFolder, directory, certificate, accounts } = options;
  const program = await installS3(tell, cache);
  const objects = join(directory, 'objects');
  const versions = join(directory, 'versions');
  for (const folder of [objects, versions]) await mkdir(folder, { recursive: true });
  const identities = join(directory, 'identities');
  if (accounts !== undefined) {
    await mkdir(identities, { recursive: true });
    await writeFile(join(identities, 'users.json'), usersJson(accounts), { mode: 0o600 });
  }
  const secretFile = join(directory, 'secret');
  if (!existsSync(secretFile)) await writeFile(secretFile, randomBytes(18).toString('hex'), { mode: 0o600 });
  const secret = await readFile(secretFile, 'utf8');
  const port = await portNear(options.port);

  let server: ServerProcess;
  const start = async (): Promise<void> => {
    server = await spawnServer({
      name: 's3', program, cwd: directory, log: join(directory, 's3.log'),
      words: [
        '--port', `${host}:${port}`, '--quiet',
        ...certificate === undefined ? [] : ['--cert', certificate.cert, '--key', certificate.key],
        ...accounts === undefined ? [] : ['--iam-dir', identities],
        'posix', '--versioning-dir', versions, objects,
      ],
      env: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secret },
    });
    await waitReady(server, () => ask(port, certificate !== undefined), READY_MS);
  };
  await start();
  return {
    url: `s3${certificate === undefined ? '' : '+tls'}://${accessKey}:${secret}@${host}:${port}/${bucket}`,
    port, directory, start,
    process: () => server,
    stop: (signal = 'SIGTERM') => stopProcess(server, signal),
    pause: () => void signalProcess(server, 'SIGSTOP'),
    resume: () => void signalProcess(server, 'SIGCONT'),
    close: () => stopProcess(server),
  };
};
