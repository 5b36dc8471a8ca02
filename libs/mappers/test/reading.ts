/** Reads a whole file through the mapper, in pieces of a chosen size. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Mapped, MappedRow, RefusedRow } from '../src/files/mapped.ts';
import type { MappedEvent, MappedTopic } from '../src/events.ts';
import { openFormat } from '../src/files/open-format.ts';
import type { FileOptions } from '../src/files/options.ts';

export interface Reading {
  readonly format: string | undefined;
  readonly rows: readonly Mapped[];
}

export const readBytes = (bytes: Uint8Array, options: FileOptions, pieceBytes = 65_536): Reading => {
  const file = openFormat(options);
  const rows: Mapped[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes) rows.push(...file.push(bytes.subarray(from, from + pieceBytes)));
  rows.push(...file.finish());
  return { format: file.format, rows };
};

export const readText = (text: string, options: Partial<FileOptions> = {}, pieceBytes?: number): Reading =>
  readBytes(Buffer.from(text), { file: 'BTCUSDT_1m.csv', ...options }, pieceBytes);

export const readPath = (path: string, options: Partial<FileOptions> = {}): Reading => {
  const bytes = readFileSync(path);
  return readBytes(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { file: basename(path), ...options });
};

export const events = (rows: readonly Mapped[]): readonly MappedRow[] => rows.filter((row) => 'event' in row);
export const refusals = (rows: readonly Mapped[]): readonly RefusedRow[] => rows.filter((row) => 'refusal' in row);

export const valuesOf = <Topic extends MappedTopic>(rows: readonly Mapped[], topic: Topic): readonly MappedEvent<Topic>['value'][] =>
  events(rows).map(({ event }) => event).filter((event) => event.topic === topic).map(({ value }) => value as MappedEvent<Topic>['value']);

/** What people read of a refusal: line, code, detail and the line itself. */
export const told = (rows: readonly Mapped[]): readonly string[] => refusals(rows).map(({ line, refusal, bytes }) =>
  `${line} ${refusal.code} ${refusal.detail} <${Buffer.from(bytes).toString()}>`);
