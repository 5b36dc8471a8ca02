import { describe, expect, it } from 'vitest';
import { mulberry32 } from '@streamforge/determinism/random';
import type { EventLog, LostRange } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import { Archiver } from '../src/archiver.ts';
import { history, lostInHistory } from '../src/history.ts';
import { segmentBytes } from '../src/segment-writer.ts';
import { segmentKey } from '../src/segment-key.ts';
import { listSegments } from '../src/segments.ts';
import { collected, HOUR, place, places, spelled, type Opened } from './places.ts';

const rules = { segmentBytes: 2_000, segmentMs: 24 * HOUR };

type Ports = Pick<Opened, 'events' | 'objects'>;

const historyOf = async (ports: Ports, to?: number, onLost: (range: LostRange) => void = () => undefined) => {
  const end = to ?? (await ports.events.offsets(place.topic))[0]?.end ?? 0;
  const records = (async function* () {
    for await (const batch of history(ports, { ...place, from: 0, to: end }, { maxRecords: 37, onLost })) yield batch.records;
  })();
  return (await collected(records)).map(spelled);
};

const startOf = async (events: EventLog): Promise<number> => (await events.offsets(place.topic))[0]?.start ?? 0;

describe('archiving', () => {
  const open = places();
  const archiverOf = (ports: Ports, more: Partial<typeof rules> = {}): Archiver => new Archiver({ ...rules, ...more, ...ports });

  it('takes what is closed, leaves what is open, and goes on where it ended', async () => {
    const opened = await open();
    const { events, objects, clock, fill } = opened;
    await fill(0, 100);
    const archiver = archiverOf(opened);
    const first = await archiver.archive(place, clock.now());
    expect(first.segments).toBeGreaterThan(1);
    const { end } = await listSegments(objects, place);
    expect(end).toBeLessThan(100);
    expect(first.oldest).toBe(clock.now());
    expect(await archiver.archive(place, clock.now())).toMatchObject({ segments: 0 });
    await fill(100, 200);
    await archiver.archive(place, clock.now());
    const segments = await listSegments(objects, place);
    expect(segments.endFrom(0)).toBe(segments.end);
    expect(segments.end).toBeGreaterThan(end);
    expect((await historyOf(opened)).map(({ offset }) => offset)).toEqual(Array.from({ length: 200 }, (_, offset) => offset));
    expect(await startOf(events)).toBe(0);
  });

  it('gives what left the log after the archive was listed, also while the log still shows its old start', async () => {
    const opened = await open();
    const { events, objects, clock, fill } = opened;
    await fill(0, 150, HOUR);
    const old = await events.offsets(place.topic);
    const archiver = archiverOf(opened);
    await archiver.archive(place, clock.now());
    await archiver.prune(place, Infinity, Infinity);
    expect(await startOf(events)).toBeGreaterThan(0);
    let listed = 0;
    const behind = {
      events: { ...events, offsets: async () => old },
      objects: { ...objects, list: (prefix: string) => objects.list(listed++ === 0 ? 'nothing/' : prefix) },
    };
    expect((await historyOf(behind, 150)).map(({ offset }) => offset)).toEqual(Array.from({ length: 150 }, (_, offset) => offset));
  });

  it('finds the same bounds whether it looks once or after each record', async () => {
    const [one, other] = [await open(), await open()];
    await one.fill(0, 150, HOUR);
    await archiverOf(one).archive(place, one.clock.now());
    const archiver = archiverOf(other);
    for (let value = 0; value < 150; value += 1) {
      await other.fill(value, value + 1, HOUR);
      await archiver.archive(place, other.clock.now());
    }
    const keys = async ({ objects }: Opened) => (await Array.fromAsync(objects.list('archive/'))).map(({ key, sha256 }) => [key, sha256]);
    expect(await keys(other)).toEqual(await keys(one));
    expect((await keys(one)).length).toBeGreaterThan(5);
  });

  it('closes a segment of a quiet partition once its period is over', async () => {
    const opened = await open();
    const { objects, clock, fill } = opened;
    await fill(0, 3);
    await clock.advance(24 * HOUR);
    expect(await archiverOf(opened).archive(place, clock.now())).toMatchObject({ segments: 0 });
    await clock.advance(HOUR);
    expect(await archiverOf(opened).archive(place, clock.now())).toEqual({ segments: 1, oldest: undefined });
    expect((await listSegments(objects, place)).end).toBe(3);
  });

  it('deletes only what is archived, old enough and read by all', async () => {
    const opened = await open();
    const { events, clock, fill } = opened;
    await fill(0, 100, HOUR);
    const archiver = archiverOf(opened);
    const before = await historyOf(opened);
    expect(await archiver.prune(place, Infinity, Infinity)).toBe(0);
    await archiver.archive(place, clock.now());
    const segments = await listSegments(opened.objects, place);
    expect(await archiver.prune(place, 0, Infinity)).toBe(0);
    expect(await archiver.prune(place, Infinity, 0)).toBe(0);
    const second = segments.all[1];
    expect(await archiver.prune(place, second?.newest ?? 0, Infinity)).toBe(segments.all[0]?.next);
    const below = (segments.all[3]?.next ?? 0) - 1;
    await archiver.prune(place, Infinity, below);
    expect(await startOf(events)).toBe(segments.all[2]?.next);
    await archiver.prune(place, Infinity, Infinity);
    expect(await startOf(events)).toBe(segments.end);
    expect(await historyOf(opened)).toEqual(before);
    expect(await lostInHistory(opened, { ...place, from: 0, to: 100 })).toEqual([]);
  });

  it('deletes nothing when the archive has other records, or damaged ones', async () => {
    const opened = await open();
    const { events, objects, clock, fill } = opened;
    await fill(0, 40);
    const records = await events.read({ ...place, offset: 0 }, { maxRecords: 40, maxBytes: 1_000_000 });
    const other = records.map((record) => record.offset !== 30 ? record : {
      offset: 30, timestamp: record.timestamp, key: record.key, value: null, header: () => undefined, headers: () => record.headers(),
    });
    const segment = { ...place, from: 0, next: 40, newest: clock.now() };
    await objects.put(segmentKey(segment), segmentBytes(segment, (async function* () {
      yield other;
    })()));
    const mismatch = { code: 'ARCHIVE_MISMATCH', message: expect.stringContaining('@30') as string };
    await expect(archiverOf(opened).prune(place, Infinity, Infinity)).rejects.toMatchObject(mismatch);
    await objects.remove(segmentKey(segment));
    await objects.put(segmentKey(segment), Buffer.from('no segment at all'));
    await expect(archiverOf(opened).prune(place, Infinity, Infinity)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    expect(await startOf(events)).toBe(0);
  });

  it('refuses the archive of another log', async () => {
    const [one, other] = [await open(), await open()];
    await one.fill(0, 100);
    await other.fill(0, 10);
    await archiverOf(one).archive(place, one.clock.now());
    const mixed = { events: other.events, objects: one.objects };
    await expect(archiverOf(mixed).archive(place, one.clock.now())).rejects.toMatchObject({ code: 'ARCHIVE_MISMATCH' });
    await expect(archiverOf(mixed).prune(place, Infinity, Infinity)).rejects.toMatchObject({ code: 'ARCHIVE_MISMATCH' });
  });

  it('takes a segment that is there with other bytes but the same records, and no other', async () => {
    const opened = await open();
    const { objects, clock, fill } = opened;
    await fill(0, 100);
    await archiverOf(opened).archive(place, clock.now());
    // As an archiver would find it that listed before another one put.
    const conflict = {
      ...objects,
      list: async function* () {} as ObjectStore['list'],
      put: (key: string) => objects.put(key, Buffer.from('other bytes')),
    };
    const archived: number[] = [];
    const onArchived = ({ next }: { readonly next: number }): void => void archived.push(next);
    await new Archiver({ ...rules, events: opened.events, objects: conflict, onArchived }).archive(place, clock.now());
    expect(archived).toEqual((await listSegments(objects, place)).all.map(({ next }) => next));
  });

  it('tells once what left the log before it was archived, and archives the rest', async () => {
    const opened = await open();
    const { events, clock, fill } = opened;
    await fill(0, 60);
    const lost: LostRange[] = [];
    const archiver = new Archiver({ ...rules, ...opened, onLost: (range) => lost.push(range) });
    await archiver.archive(place, clock.now());
    const { end } = await listSegments(opened.objects, place);
    await fill(60, 200);
    await events.deleteBefore([{ ...place, offset: end + 20 }]);
    await archiver.archive(place, clock.now());
    await archiver.archive(place, clock.now());
    const range = { ...place, from: end, to: end + 20, cause: 'retention' };
    expect(lost).toEqual([range]);
    expect(await lostInHistory(opened, { ...place, from: 0, to: 200 })).toEqual([range]);
    const told: LostRange[] = [];
    const offsets = (await historyOf(opened, 200, (each) => told.push(each))).map(({ offset }) => offset);
    expect(offsets).toEqual(Array.from({ length: 200 }, (_, offset) => offset).filter((offset) => offset < end || offset >= end + 20));
    expect(told).toEqual([range]);
  });

  it('fills a hole that is left between two segments, and prunes across one that the log has, too', async () => {
    const opened = await open();
    const { events, objects, clock, fill } = opened;
    await fill(0, 200);
    await archiverOf(opened).archive(place, clock.now());
    const before = await historyOf(opened);
    const { all } = await listSegments(objects, place);
    const removed = all[1];
    if (removed === undefined) throw new Error('There is a second segment.');
    await objects.remove(segmentKey(removed));
    expect(await archiverOf(opened).prune(place, Infinity, Infinity)).toBe(removed.from);
    await archiverOf(opened, { segmentBytes: 700 }).archive(place, clock.now());
    const again = await listSegments(objects, place);
    expect(again.endFrom(0)).toBeGreaterThanOrEqual(all.at(-1)?.next ?? 0);
    await archiverOf(opened).prune(place, Infinity, Infinity);
    expect(await startOf(events)).toBe(again.end);
    expect(await historyOf(opened)).toEqual(before);
  });

  it('ends when it is told to, between pages', async () => {
    const opened = await open();
    await opened.fill(0, 100);
    const stopping = AbortSignal.abort(new Error('draining'));
    await expect(archiverOf(opened).archive(place, opened.clock.now(), stopping)).rejects.toThrow('draining');
    expect(await Array.fromAsync(opened.objects.list(''))).toEqual([]);
  });

  it('loses and doubles nothing when archivers with other bounds work at once', async () => {
    const opened = await open();
    const { objects, events, clock, fill } = opened;
    await fill(0, 300);
    const before = await historyOf(opened);
    const archivers = [2_000, 2_000, 3_100, 900].map((segmentBytes) => archiverOf(opened, { segmentBytes }));
    await Promise.all(archivers.map((archiver) => archiver.archive(place, clock.now())));
    const segments = await listSegments(objects, place);
    expect(segments.endFrom(0)).toBe(segments.end);
    expect(await historyOf(opened)).toEqual(before);
    await Promise.all(archivers.map((archiver) => archiver.prune(place, Infinity, Infinity)));
    expect(await startOf(events)).toBe(segments.end);
    expect(await historyOf(opened)).toEqual(before);
  });

  it.each([1, 2, 3, 4])('survives being killed at any put or deletion (seed %i)', async (seed) => {
    const random = mulberry32(seed);
    const opened = await open();
    const { events, objects, clock, fill } = opened;
    const produced: ReturnType<typeof spelled>[] = [];
    let kills = 0;
    let end = 0;
    for (let round = 0; round < 12; round += 1) {
      const more = Math.floor(random() * 60);
      await fill(end, end + more, HOUR);
      produced.push(...(await events.read({ ...place, offset: end }, { maxRecords: 1_000, maxBytes: 1_000_000 })).map(spelled));
      end += more;
      let left = Math.floor(random() * 6);
      // A killed process does not act any more: neither this nor any later effect of it happens.
      const killed = async <Result>(effect: () => Promise<Result>): Promise<Result> => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        const result = await effect();
        if (left === 0 && random() < 0.5) {
          left = -1;
          throw new Error('killed');
        }
        return result;
      };
      const ports = {
        events: { ...events, deleteBefore: (...given: Parameters<EventLog['deleteBefore']>) => killed(() => events.deleteBefore(...given)) },
        objects: { ...objects, put: (key: string, body: Parameters<ObjectStore['put']>[1]) => killed(() => objects.put(key, body)) },
      };
      const archiver = archiverOf(ports);
      try {
        await archiver.archive(place, clock.now());
        await archiver.prune(place, clock.now() - 30 * HOUR, Math.floor(random() * end));
      } catch (error) {
        expect(String(error)).toContain('killed');
        kills += 1;
      }
      const segments = await listSegments(objects, place);
      expect(segments.endFrom(0)).toBe(segments.end);
      expect(await startOf(events)).toBeLessThanOrEqual(segments.end);
      expect(await historyOf(opened)).toEqual(produced);
    }
    expect(kills).toBeGreaterThan(0);
  });
});
