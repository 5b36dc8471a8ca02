import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '@streamforge/backends/certificates';
import { startKafka, type KafkaServer } from '@streamforge/backends/kafka';
import { allow } from '@streamforge/backends/kafka-acls';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { systemClock } from '@streamforge/determinism/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collector, patience } from '../src/conformance/subject.ts';
import { diagnoseKafka } from '../src/kafka/diagnosis/diagnose.ts';
import { openKafkaEventLog } from '../src/kafka.ts';
import type { EventLog } from '../src/port.ts';
import { kafkaUrl } from './kafka-cluster.ts';

describe.skipIf(kafkaUrl === undefined)('a Kafka that asks who comes', () => {
  let directory: string;
  let kafka: KafkaServer;
  let app: Endpoint;
  let certified: Endpoint;
  let strangerCa: string;
  const logs: EventLog[] = [];
  const open = async (endpoint: Endpoint): Promise<EventLog> => {
    const log = await openKafkaEventLog({ endpoint, clock: systemClock, heartbeatMs: 200 });
    logs.push(log);
    return log;
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kafka-'));
    const files = await makeCertificates(directory, ['app']);
    kafka = await startKafka({ directory, security: { files, users: { admin: 'admin-password', app: 'app-password' } } });
    const [ca, cert, key] = await Promise.all([files.ca, files.clients['app']?.cert ?? '', files.clients['app']?.key ?? ''].map((file) => readFile(file, 'utf8')));
    strangerCa = await readFile(files.strangerCa, 'utf8');
    app = { url: kafka.url, user: 'app', password: 'app-password', ca };
    certified = { url: kafka.mutualUrl ?? '', ca, cert, key };
    await (await open({ url: kafka.adminUrl })).apply(['allowed', 'denied'].map((name) => ({ name, partitions: 1, retentionMs: 60_000 })));
    await allow(kafka.adminUrl, [
      { user: 'app', resource: 'topic', name: 'allowed', operations: ['read', 'write', 'describe'] },
      { user: 'app', resource: 'group', name: 'allowed', operations: ['read', 'describe'] },
    ]);
  }, 120_000);
  afterAll(async () => {
    for (const log of logs) await log.close();
    await kafka?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const strangers: readonly (readonly [string, () => Endpoint, string])[] = [
    ['a wrong password', () => ({ ...app, password: 'wrong' }), 'BACKEND_CREDENTIALS'],
    ['an unknown user', () => ({ ...app, user: 'ghost' }), 'BACKEND_CREDENTIALS'],
    ['no user', () => ({ ...app, user: undefined }), 'BACKEND_MISMATCH'],
    ['no certificate', () => ({ ...certified, cert: undefined, key: undefined }), 'BACKEND_CREDENTIALS'],
    ['another authority', () => ({ ...app, ca: strangerCa }), 'BACKEND_UNTRUSTED'],
    ['no encryption', () => ({ ...app, url: kafka.url.replace('+tls', '') }), 'BACKEND_MISMATCH'],
  ];
  it.each(strangers)('refuses %s, and that is told on one line without the secret', async (_, endpoint, code) => {
    const error: unknown = await open(endpoint()).then(() => undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TerminalError', code });
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+/);
    expect(String(error)).not.toMatch(/\n|app-password|wrong$/);
  });

  it.each([['a user', () => app], ['a certificate', () => certified]])('lets %s do what it may and no more', async (_, endpoint) => {
    const log = await open(endpoint());
    const forbidden = { name: 'RetryableError', code: 'BACKEND_FORBIDDEN' };
    await expect.poll(() => log.offsets('allowed').then(() => 'allowed', () => 'not yet'), patience).toBe('allowed');
    const [place] = await log.produce('allowed', [{ key: 'k', value: 'v' }]);
    const { values, onBatch } = collector();
    const consume = (group: string, topic: string, onCrash = (_error: Error): void => undefined) =>
      log.consume({ group, topics: [topic], from: 'earliest', maxRecords: 10, maxBytes: 1_000, onBatch, onCrash });
    await expect.poll(() => log.offsets('allowed'), patience).toMatchObject([{ end: (place?.offset ?? 0) + 1 }]);
    const consumer = await consume('allowed', 'allowed');
    await expect.poll(() => values.length, patience).toBeGreaterThan(0);
    await consumer.stop();
    await expect(log.produce('denied', [{ key: 'k', value: 'v' }])).rejects.toMatchObject({ ...forbidden, where: { topic: 'denied' } });
    await expect(consume('allowed', 'denied')).rejects.toMatchObject(forbidden);
    const crashes: Error[] = [];
    const outsider = await consume('denied', 'allowed', (error) => void crashes.push(error));
    await expect.poll(() => crashes, patience).toMatchObject([{ ...forbidden, message: expect.stringContaining('group denied') as unknown }]);
    await outsider.stop();
    expect(await log.topics()).toEqual([{ name: 'allowed', partitions: 1, retentionMs: null }]);
  });

  it('tells doctor what a user may not do, and whom it does not let in', async () => {
    const examine = (endpoint: Endpoint) => diagnoseKafka({
      endpoint, clock: systemClock, about: 'log',
      topics: ['allowed', 'denied', 'missing'].map((name) => ({ name, partitions: 1, retentionMs: 60_000 })),
      needs: [
        { service: 'one', reads: ['allowed'], writes: ['allowed'], groups: ['allowed'] },
        { service: 'two', reads: ['denied'], writes: ['denied'], groups: ['denied'] },
      ],
    });
    await expect.poll(() => examine(app), patience).toEqual([
      expect.objectContaining({ state: 'ok', says: expect.stringMatching(/^127\.0\.0\.1:\d+ answers: Kafka 4\.0 or newer, and lets app in$/) as unknown }),
      expect.objectContaining({ state: 'warning', says: 'the user may not see denied, missing' }),
      expect.objectContaining({ state: 'ok', says: expect.stringContaining('one may read 1 of 1 topics') as unknown }),
      expect.objectContaining({ state: 'wrong', says: 'two: this user may not read denied, nor write denied, nor be in group denied' }),
      expect.objectContaining({ state: 'ok', says: expect.stringContaining('clocks were not asked') as unknown }),
    ]);
    expect(await examine({ url: kafka.adminUrl })).toContainEqual(expect.objectContaining({ state: 'wrong', says: 'missing topics: missing' }));
    const [refused, ...more] = await examine({ ...app, password: 'wrong' });
    expect(refused).toMatchObject({ about: 'log', state: 'wrong', says: expect.stringMatching(/^BACKEND_CREDENTIALS: .*127\.0\.0\.1/) as unknown });
    expect(more).toEqual([]);
  });
});
