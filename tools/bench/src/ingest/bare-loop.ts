/**
 * What the machine can do without a platform: CSV lines become log batches, guarded upserts, clean batches and offsets in SQLite, with
 * the same pragmas, batch sizes and number of bytes as ours, in one synchronous loop. Prints one JSON line.
 */
import { createReadStream } from 'node:fs';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const [file = '', batchText = '500'] = process.argv.slice(2);
const batchSize = Number(batchText);
const directory = mkdtempSync(join(dirname(file), 'bare-'));
const db = new DatabaseSync(join(directory, 'bare.db'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;
  CREATE TABLE log (id INTEGER PRIMARY KEY, topic INTEGER, base INTEGER, count INTEGER, bytes BLOB, UNIQUE (topic, base));
  CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
  CREATE TABLE candles (id INTEGER PRIMARY KEY, series INTEGER, open_time INTEGER, version BLOB, body BLOB, topic INTEGER, part INTEGER, at INTEGER, UNIQUE (series, open_time));
  CREATE TABLE offsets (name TEXT PRIMARY KEY, next INTEGER);`);
const append = db.prepare('INSERT INTO log (topic, base, count, bytes) VALUES (?, ?, ?, ?)');
const upsert = db.prepare(`INSERT INTO candles (series, open_time, version, body, topic, part, at) VALUES (?, ?, ?, ?, 1, 0, ?)
  ON CONFLICT (series, open_time) DO UPDATE SET version = excluded.version, body = excluded.body, at = excluded.at WHERE excluded.version > version`);
const commit = db.prepare('INSERT INTO offsets (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = excluded.next');
const addSeries = db.prepare('INSERT INTO series (name) VALUES (?)');

/** As many bytes of headers as ours writes with each record. */
const HEADERS = 'ce_specversion1.0ce_id0123456789abcdef0123456789abcdef0123456789abcdefce_source/streamforge/replayce_typestreamforge.market.candle.v1'
  + 'ce_time2020-01-01T00:00:00.000Zcontent-typeapplication/json';
const seriesIds = new Map<string, number>();
const seriesId = (name: string): number => {
  const known = seriesIds.get(name);
  if (known !== undefined) return known;
  const made = Number(addSeries.run(name).lastInsertRowid);
  seriesIds.set(name, made);
  return made;
};

let rows = 0;
let base = 0;
let batch: string[] = [];
const marks: number[] = [];
const began = performance.now();

const flush = (): void => {
  if (batch.length === 0) return;
  db.exec('BEGIN IMMEDIATE');
  append.run(1, base, batch.length, Buffer.from(batch.map((body) => HEADERS + body).join('\n')));
  const clean: string[] = [];
  for (const [at, body] of batch.entries()) {
    const candle = JSON.parse(body) as { symbol: string; openTime: number };
    const stored = JSON.stringify({ ...candle, closed: true, revision: 0, origin: 'published' });
    const bytes = Buffer.from(stored);
    const version = Buffer.concat([VERSION_HEAD, hash('sha256', bytes, 'buffer')]);
    upsert.run(seriesId(candle.symbol), candle.openTime, version, bytes, base + at);
    clean.push(HEADERS + stored);
  }
  append.run(2, base, clean.length, Buffer.from(clean.join('\n')));
  base += batch.length;
  commit.run('ingest', base);
  db.exec('COMMIT');
  batch = [];
};

const VERSION_HEAD = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0]);
let rest = '';
let header = true;
for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 262_144 })) {
  const lines = (rest + String(chunk)).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    if (header) {
      header = false;
      continue;
    }
    const [symbol, openTime, open, high, low, close, volume] = line.split(',');
    batch.push(JSON.stringify({ exchange: 'local', symbol, interval: '1m', openTime: Number(openTime), open, high, low, close, volume }));
    rows += 1;
    if (batch.length === batchSize) flush();
    if (rows % 1_000_000 === 0) marks.push(performance.now());
  }
}
flush();
const seconds = (performance.now() - began) / 1_000;
db.close();
rmSync(directory, { recursive: true });
process.stdout.write(`${JSON.stringify({ rows, seconds, marks, rssBytes: process.resourceUsage().maxRSS * 1_024, cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 })}\n`);
