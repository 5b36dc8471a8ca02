import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import type { EventLog } from '@streamforge/event-log/port';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import type { Ports } from '@streamforge/service-host/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPorts } from '../src/open-ports.ts';

describe('ports by their URLs', () => {
  let directory = '';
  let opened: OpenPorts[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wiring-'));
    opened = [];
  });
  afterEach(async () => {
    for (const ports of opened) await ports.close();
    await rm(directory, { recursive: true });
  });
  const open = async (needed: readonly (keyof Ports)[], env: Readonly<Record<string, string>> = {}): Promise<OpenPorts> => {
    const ports = await openPorts(HostSettings.parse({ STREAMFORGE_DATA: directory, ...env }), systemClock, needed);
    opened.push(ports);
    return ports;
  };

  it('are embedded without a word, in a directory that this process owns', async () => {
    const { events, documents, objects, relational, vectors } = await open(['events', 'documents', 'objects', 'relational', 'vectors']);
    await Promise.all([events, documents, objects, relational, vectors].map((port) => port.ping()));
    expect((await events.topics()).map(({ name }) => name)).toContain('market.candles.v1.dlq');
    await expect(open(['events'])).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  });

  it('keep topics as long as the contract says, also those that an older version made', async () => {
    const topic = 'market.candles.v1';
    const kept = async (events: EventLog): Promise<number | null | undefined> => (await events.topics()).find(({ name }) => name === topic)?.retentionMs;
    const first = await open(['events']);
    const partitions = 20;
    await first.events.apply([{ name: topic, partitions, retentionMs: 1_000 }]);
    expect(await kept(first.events)).toBe(1_000);
    await first.close();
    const { events } = await open(['events']);
    expect(await kept(events)).toBeNull();
    expect(await events.offsets(topic)).toHaveLength(partitions);
  });

  it('that nobody needs are not opened and refuse whoever asks', async () => {
    const { documents } = await open(['events']);
    expect(() => documents.ping()).toThrow(expect.objectContaining({ code: 'INTERNAL', message: expect.stringContaining('"documents"') as unknown }));
  });

  it('leave the directory alone where only vectors would be embedded, until somebody asks for them', async () => {
    const settings = HostSettings.parse({ STREAMFORGE_DATA: directory });
    const [first, second] = await Promise.all([1, 2].map(() => openPorts(settings, systemClock, ['vectors'], { vectorsWhenAsked: true })));
    expect(await readdir(directory)).toEqual([]);
    await first?.vectors.ping();
    await expect(second?.vectors.count('moments', 'desk')).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
    await first?.close();
    expect(await second?.vectors.count('moments', 'desk')).toBe(0);
    expect(await Array.fromAsync(second?.vectors.everything('moments') ?? [])).toEqual([]);
    await second?.close();
    await expect(openPorts(HostSettings.parse({ VECTORS_URL: 'qdrant://127.0.0.1:1' }), systemClock, ['vectors'], { vectorsWhenAsked: true })).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('let go of everything when one of them can not be opened', async () => {
    await expect(open(['events', 'objects'], { OBJECTS_URL: 'ftp://somewhere' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await (await open(['events'])).events.ping();
  });

  it.each([
    ['EVENT_LOG_URL', 'pigeon:', 'sqlite:, kafka://, kafka+tls://'],
    ['DOCUMENTS_URL', 'mysql://app:hush@localhost/x', 'arangodb+tls://'],
    ['OBJECTS_URL', 's3', 's3+tls://'],
    ['VECTORS_URL', 'milvus://localhost', 'qdrant+tls://'],
  ])('refuse %s=%s and say what there is', async (name, url, known) => {
    const opening = open(['events', 'documents', 'objects', 'vectors'], { [name]: url });
    await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(known) as unknown });
    await expect(opening).rejects.not.toThrow(/hush/);
  });

  it.each(['a/b', 'a b', 'x'.repeat(101)])('refuse the prefix %j before anything is opened', async (prefix) => {
    await expect(open(['events'], { EVENT_LOG_URL: `sqlite:?prefix=${prefix}` })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('keep a log behind a prefix apart from one without', async () => {
    const { events } = await open(['events'], { EVENT_LOG_URL: 'sqlite:?prefix=desk.' });
    expect(await events.topics()).toEqual([]);
  });
});
