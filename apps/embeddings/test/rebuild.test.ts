import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChunks } from '@streamforge/search/chunks';
import { openMoments } from '@streamforge/search/moments';
import { openJobs } from '@streamforge/service-host/jobs/jobs';
import { startHost } from '@streamforge/service-host/run';
import { describeVectorState } from '@streamforge/vector-store/state-hash';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { expect, it } from 'vitest';
import { embeddings } from '../src/service.ts';
import { barOf, storeBars, storeDeletion, storeDocuments } from './stored.ts';

const note = (n: number) => ({ id: `note-${n}`, title: `Note ${n}`, text: `Rates of ${n} banks were left unchanged.`, publishedAt: Date.UTC(2024, 0, 1) });
const bars = Array.from({ length: 120 }, (_, n) => barOf(`S${n % 2}`, Math.floor(n / 2)));

it('a rebuild on queue-control makes the same vectors again, and none of what is not stored', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'embeddings-'));
  const host = await startHost([embeddings], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent' }, listen: false,
    openPorts: (_, clock) => openEmbedded({ directory, clock, partitions: 1 }),
  });
  const { documents, vectors, relational, events } = host.ports;
  await storeBars(documents, bars);
  await storeDocuments(documents, [note(1), note(2)]);
  const moments = await openMoments({ vectors, documents });
  const chunks = await openChunks({ vectors, relational });
  await moments.index(bars);
  const indexed = [note(1), note(2)].map((each) => ({ ...each, tenant: 'public', publisher: 'unknown', symbols: [], version: Uint8Array.of(1) }));
  await chunks.index(indexed.slice(0, 1));
  const windows = await vectors.count('moments', 'public');

  const jobs = await openJobs('embeddings', relational);
  const rebuild = async (job: string) => {
    const command = { job, command: 'start', service: 'embeddings', kind: 'rebuild', time: Date.UTC(2024, 0, 1) };
    await events.produce('queue-control', [{ key: job, value: JSON.stringify(command) }]);
    for (;;) {
      const found = await jobs.get(job);
      if (found !== undefined && found.finishedAt !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  expect(await rebuild('first')).toMatchObject({ state: 'finished', progress: { fraction: 1, recordsWritten: 122 } });
  const rebuilt = await describeVectorState(vectors);
  expect(rebuilt).toMatchObject([{ collection: 'chunks', points: 2 }, { collection: 'moments', points: windows }]);

  await chunks.index([{ ...indexed[0]!, id: 'gone', text: 'Nothing of this is stored.' }]);
  expect(await describeVectorState(vectors)).not.toEqual(rebuilt);
  await rebuild('second');
  expect(await describeVectorState(vectors)).toEqual(rebuilt);

  await storeDeletion(documents, 'public', 'note-1', Date.UTC(2025, 0, 1));
  await rebuild('third');
  expect(await describeVectorState(vectors)).toMatchObject([{ collection: 'chunks', points: 1 }, { points: windows }]);
  await host.stop();
  await rm(directory, { recursive: true });
});
