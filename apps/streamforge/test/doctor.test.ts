import { readdir } from 'node:fs/promises';
import { freePort } from '@streamforge/testing/free-port';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { ran, temporaryDirectory } from './streamforge-process.ts';

describe('doctor where servers keep everything', { timeout: 60_000 }, () => {
  it('says of each what is wrong and what to do, and leaves the data directory alone', async () => {
    const directory = await temporaryDirectory();
    const place = `127.0.0.1:${await freePort()}`;
    const env = {
      EVENT_LOG_URL: `kafka://${place}`, DOCUMENTS_URL: `postgres://u:secret-of-u@${place}/d`, RELATIONAL_URL: `postgres://u:secret-of-u@${place}/d`,
      OBJECTS_URL: `s3://key:secret-of-key@${place}/bucket`, VECTORS_URL: `qdrant://:secret-of-key@${place}`,
    };
    const { code, out, json } = await ran(directory, ['doctor', '--json'], '', env);
    expect(code).toBe(exitCodes.unhealthy.code);
    const found = (json() as { about: string; state: string; says: string; fix?: string }[]).filter(({ state }) => state === 'wrong');
    expect(found.map(({ about }) => about)).toEqual(['event log', 'documents', 'relational', 'objects', 'vectors']);
    for (const { says, fix } of found) {
      expect(says).toMatch(new RegExp(`^BACKEND_UNREACHABLE: .*${place}`));
      expect(fix).toMatch(/address and port/);
    }
    expect(out).not.toContain('secret-of');
    expect(await readdir(directory)).toEqual([]);
  });
});
