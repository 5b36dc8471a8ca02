/**
 * What fastify and SQLite can do without a platform: records as the REST Proxy takes them are parsed, written as one row per request
 * under the same pragmas, and answered one result each. Prints its address.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fastify from 'fastify';

const directory = mkdtempSync(join(tmpdir(), 'bare-http-'));
const db = new DatabaseSync(join(directory, 'bare.db'));
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; CREATE TABLE log (id INTEGER PRIMARY KEY, base INTEGER UNIQUE, bytes BLOB)');
const insert = db.prepare('INSERT INTO log (base, bytes) VALUES (?, ?)');
let next = 0;

interface Envelope {
  readonly value: { readonly data: Readonly<Record<string, unknown>> };
}

const http = fastify({ bodyLimit: 16_777_216 });
http.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
http.post('/v3/clusters/streamforge/topics/:topic/records', async (request, reply) => {
  const lines = String(request.body).split('\n');
  const values = lines.map((line) => JSON.stringify((JSON.parse(line) as Envelope).value.data));
  const base = next;
  next += values.length;
  db.exec('BEGIN IMMEDIATE');
  insert.run(base, Buffer.from(values.join('\n')));
  db.exec('COMMIT');
  const results = values.map((value, at) => JSON.stringify({
    error_code: 200, cluster_id: 'streamforge', topic_name: 'market.candles.v1', partition_id: 0, offset: base + at, timestamp: 0, value: { type: 'JSON', size: value.length },
  }));
  return await reply.type('application/json').send(results.join('\n'));
});
const address = await http.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`ready ${JSON.stringify({ address, token: '' })}\n`);
process.once('SIGTERM', () => {
  db.close();
  rmSync(directory, { recursive: true });
  process.exit(0);
});
