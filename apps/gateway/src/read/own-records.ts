/** Records of topics whose events belong to tenants are read by their own tenant, and by who may read every tenant's. */
import { openEnvelope, readEventHeaders } from '@streamforge/codec/envelope';
import { readJson } from '@streamforge/codec/json';
import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import { hasTenants, isTopic, topicOf, type TopicName } from '@streamforge/contracts/topics';
import { recordAt } from '@streamforge/dead-letters/show';
import type { Coordinates, EventLog, LogRecord } from '@streamforge/event-log/port';
import { boundTo, type Asking } from './tenant.ts';

/** The record at a place, or undefined where there is none that may be read. */
export type RecordReader = (at: Coordinates) => Promise<LogRecord | undefined>;

export const recordsFor = (events: EventLog, request: Asking): RecordReader => async (at) => {
  const record = await recordAt(events, at);
  return record !== undefined && mayReadRecord(request, at.topic, record) ? record : undefined;
};

/** Whether a request may read a record of a topic or of its dead-letter topic. One that does not tell whose it is, is read by no tenant. */
export const mayReadRecord = (request: Asking, topic: string, record: LogRecord): boolean => {
  const own = boundTo(request);
  const name = topic.replace(/\.dlq$/, '');
  return own === null || !isTopic(name) || !hasTenants(name) || tenantIn(name, record) === own;
};

/** Whose a record is, be it valid or not; undefined where it can't be told. */
const tenantIn = (topic: TopicName, record: LogRecord): string | undefined => {
  if (record.value === null) return tenantOfTombstone(topic, record.key);
  const headers = readEventHeaders(topic, (name) => record.header(name));
  const json = readJson(record.value);
  if (!headers.ok || !json.ok) return undefined;
  const event = headers.structured ? openEnvelope(topic, json.value) : { ok: true as const, data: json.value };
  if (!event.ok || typeof event.data !== 'object' || event.data === null || Array.isArray(event.data)) return undefined;
  const { tenant = DEFAULT_TENANT } = event.data as { readonly tenant?: unknown };
  return typeof tenant === 'string' ? tenant : undefined;
};

/** The key of what a tombstone deletes begins with its tenant. */
const tenantOfTombstone = (topic: TopicName, key: Uint8Array | null): string | undefined =>
  topicOf(topic).tombstone === 'deletes' && key !== null ? Buffer.from(key).toString().split(':', 1)[0] : undefined;
