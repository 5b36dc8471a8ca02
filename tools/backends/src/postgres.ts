/** A real Postgres 18 on loopback that waits for the disk at each commit, as a production server does. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installPostgres } from './install-postgres.ts';
import { run } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';
import { startPostgresTls } from './postgres-tls.ts';
import { host, portNear } from './ports.ts';
import { childrenOf, identityOf } from './process-identity.ts';
import { signalProcess, spawnServer, stopProcess, waitReady, type ServerProcess } from './server-process.ts';
import { ownFolder, reachableCopy, unprivilegedUser } from './unprivileged.ts';

const user = 'streamforge';
const database = 'streamforge';
const READY_MS = 60_000;

export interface PostgresOptions {
  /** Data and log; made when absent, used again when it holds a server's data. */
  readonly directory: string;
  /** Used when free; any free port otherwise. */
  readonly port?: number;
  readonly tell?: Tell;
  readonly cache?: string;
  /** PEM files: the URL is then one that wants TLS. That part of the server ends with this process. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Further lines of postgresql.conf for a new database, values as written there. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How Postgres ends: `smart` waits for clients to leave, `fast` rolls back what they do, `immediate` drops everything as a crash would. */
export type PostgresStop = 'smart' | 'fast' | 'immediate';
const stopSignals: Readonly<Record<PostgresStop, NodeJS.Signals>> = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' };

export interface PostgresServer {
  /** `postgres://streamforge:<password>@127.0.0.1:<port>/streamforge`, with a certificate `postgres+tls://…`; the user may do everything. */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  process(): ServerProcess;
  stop(how?: PostgresStop): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Stops answering without dropping connections, until `resume`. Reaches the sessions' processes too. */
  pause(): void;
  resume(): void;
  /** Stops it. The data stay. */
  close(): Promise<void>;
}

/** Starts a server and resolves once it answers a query. Rejects with the end of its log when it does not. */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { tell = () => undefined, cache = cacheFolder, settings = {}, certificate } = options;
  const runAs = unprivilegedUser();
  const { root, programs: inside } = await installPostgres(tell, cache);
  const programs = await reachableCopy(root, inside, runAs);
  const directory = await ownFolder(options.directory, runAs);
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  const log = join(directory, 'postgres.log');
  const env = { LC_ALL: 'C', HOME: directory };
  const port = await portNear(options.port);

  const fresh = !existsSync(join(data, 'PG_VERSION')) || !existsSync(passwordFile);
  if (fresh) {
    tell('postgres: making an empty database');
    await rm(data, { recursive: true, force: true });
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeFile(`${passwordFile}.new`, randomBytes(18).toString('hex'), { mode: 0o600 });
    if (runAs !== undefined) for (const path of [data, `${passwordFile}.new`]) await chown(path, runAs.uid, runAs.gid);
    await run(join(programs, 'initdb'), [
      '-D', data, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}.new`, '--encoding=UTF8', '--locale=C', '--no-instructions',
    ], { env, user: runAs, cwd: directory });
    const lines = { listen_addresses: `'${host}'`, unix_socket_directories: "''", shared_buffers: '128MB', max_connections: '200', ...settings };
    await appendFile(join(data, 'postgresql.conf'), Object.entries(lines).map(([name, value]) => `${name} = ${value}\n`).join(''));
  }
  const password = await readFile(fresh ? `${passwordFile}.new` : passwordFile, 'utf8');
  const query = (target: string, sql: string): Promise<string> => run(join(programs, 'psql'), [
    '-X', '-q', '-t', '-A', '-h', host, '-p', String(port), '-U', user, '-d', target, '-c', sql,
  ], { env: { ...env, PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' } });

  let server: ServerProcess;
  const start = async (): Promise<void> => {
    server = await spawnServer({
      name: 'postgres', program: join(programs, 'postgres'), words: ['-D', data, '-p', String(port)], cwd: directory, log, env, user: runAs,
    });
    await waitReady(server, async () => void await query('postgres', 'SELECT 1'), READY_MS);
  };
  await start();
  if (fresh) {
    await query('postgres', `CREATE DATABASE ${database}`);
    // Only now: a server that was interrupted before begins anew.
    await writeFile(passwordFile, password, { mode: 0o600 });
    await rm(`${passwordFile}.new`);
  }
  // Sessions are processes of their own: the first one must not start or reap others meanwhile.
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT'): void => {
    if (!signalProcess(server, signal)) return;
    for (const pid of childrenOf(server.pid)) {
      const session = identityOf(pid);
      if (session !== undefined) signalProcess(session, signal);
    }
  };
  const stop = (how: PostgresStop = 'fast'): Promise<void> => {
    signalAll('SIGCONT');
    return stopProcess(server, stopSignals[how]);
  };
  const front = certificate === undefined ? undefined : await startPostgresTls(port, certificate);
  return {
    url: `postgres${front === undefined ? '' : '+tls'}://${user}:${password}@${host}:${front?.port ?? port}/${database}`,
    port, directory, start, stop,
    process: () => server,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    close: async () => {
      await stop('fast');
      await front?.close();
    },
  };
};
