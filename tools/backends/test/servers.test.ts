/** Starts and stops real servers, where they have been downloaded before; CI downloads them for its tests anyway. */
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning } from '../src/process-identity.ts';
import { cacheFolder } from '../src/places.ts';
import { startPostgres } from '../src/postgres.ts';
import { startQdrant } from '../src/qdrant.ts';
import { startS3 } from '../src/s3.ts';
import { waitReady, spawnServer } from '../src/server-process.ts';

const inCI = (process.env['CI'] ?? '') !== '';
const downloaded = (name: string): boolean => {
  const there = existsSync(join(cacheFolder, name));
  if (!there && !inCI) console.warn(`skipped: ${name} is not downloaded; npm run backends -- up`);
  return there || inCI;
};

const scratch = mkdtempSync(join(tmpdir(), 'servers-'));
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true }));

describe.skipIf(!downloaded('postgres-18-0.6.0'))('a Postgres of a test', () => {
  it('comes back on its port with its data after a crash', async () => {
    const postgres = await startPostgres({ directory: join(scratch, 'postgres') });
    const first = postgres.process();
    expect(postgres.url).toMatch(/^postgres:\/\/streamforge:[0-9a-f]+@127\.0\.0\.1:\d+\/streamforge$/);

    await postgres.stop('immediate');
    expect(isRunning(first)).toBe(false);
    await postgres.start();
    expect(isRunning(postgres.process())).toBe(true);
    await postgres.close();
    expect(isRunning(postgres.process())).toBe(false);

    const again = await startPostgres({ directory: join(scratch, 'postgres'), port: postgres.port });
    expect(again.url).toBe(postgres.url);
    await again.close();
  });

  it('that does not come up says why, from its log', async () => {
    const refused = startPostgres({ directory: join(scratch, 'refused'), settings: { shared_buffers: "'much'" } });
    await expect(refused).rejects.toThrow(/postgres ended (?:while it started|at once)[^]*invalid value for parameter "shared_buffers"/);
  });
});

describe.skipIf(!downloaded('versitygw-v1.8.0'))('an S3 server of a test', () => {
  it('comes back on its port after it was killed', async () => {
    const s3 = await startS3({ directory: join(scratch, 's3') });
    await s3.stop('SIGKILL');
    expect(isRunning(s3.process())).toBe(false);
    await s3.start();
    expect((await fetch(`http://127.0.0.1:${s3.port}/`)).status).toBe(403);
    await s3.close();
    expect(isRunning(s3.process())).toBe(false);
  });

  it('takes another port when the wanted one is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const s3 = await startS3({ directory: join(scratch, 's3-other'), port });
    expect(s3.port).not.toBe(port);
    await s3.close();
    other.close();
  });
});

describe.skipIf(!downloaded('qdrant-edge-0.9.0'))('Qdrant’s engine of a test', () => {
  it('comes back on its port with its collections and points after it was killed', async () => {
    const qdrant = await startQdrant({ directory: join(scratch, 'qdrant') });
    const ask = async (method: string, path: string, body: unknown): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${qdrant.port}/collections/moved${path}`, { method, body: JSON.stringify(body) });
      return (await response.json() as { readonly result?: unknown; readonly status: unknown }).result;
    };
    await ask('PUT', '', { vectors: { shape: { size: 2, distance: 'Dot' } }, sparse_vectors: {} });
    await ask('PUT', '/points?wait=true', { points: [{ id: 1, vector: { shape: [1, 0] }, payload: { of: 'kept' } }] });
    await qdrant.stop('SIGKILL');
    expect(isRunning(qdrant.process())).toBe(false);
    await qdrant.start();
    expect(await ask('POST', '/points/query', { query: [2, 0], using: 'shape', with_payload: true }))
      .toEqual({ points: [{ id: '1', payload: { of: 'kept' }, version: expect.any(Number) as number, score: 2 }] });
    await qdrant.close();
    expect(isRunning(qdrant.process())).toBe(false);
  });
});

describe('a server that never answers', () => {
  it('is killed, and the last lines of its log are shown', async () => {
    const file = join(scratch, 'deaf.sh');
    writeFileSync(file, 'echo listening to nobody\nsleep 60\n');
    const server = await spawnServer({ name: 'deaf', program: 'sh', words: [file], cwd: scratch, log: join(scratch, 'deaf.log') });
    const ready = waitReady(server, async () => Promise.reject(new Error('connection refused')), 300);
    await expect(ready).rejects.toThrow(/deaf did not answer within 0\.3 s \(connection refused\)[^]*listening to nobody/);
    await expect.poll(() => isRunning(server)).toBe(false);
  });
});
