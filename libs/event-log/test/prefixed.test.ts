import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { randomIds } from '@streamforge/determinism/ids';
import { describe, expect, it } from 'vitest';
import { eventLogConformance } from '../src/conformance.ts';
import { openEmbeddedEventLog } from '../src/embedded.ts';
import type { EventLog } from '../src/port.ts';
import { prefixedEventLog } from '../src/prefixed.ts';
import { scratch } from './directory.ts';

describe('a log behind a prefix', () => {
  eventLogConformance(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'event-log-'));
    return {
      open: async () => prefixedEventLog(await openEmbeddedEventLog({ directory, clock: systemClock, ids: randomIds, groupCommitMs: 0 }), 'desk.'),
      dispose: () => rm(directory, { recursive: true }),
      retains: true,
    };
  });
});

describe('two logs behind prefixes of one log', () => {
  const place = scratch();
  const both = async (): Promise<readonly [EventLog, EventLog, EventLog]> => {
    const log = await place.open(await place.directory());
    return [log, prefixedEventLog(log, 'a.'), prefixedEventLog(log, 'b.')];
  };
  const spec = { name: 'prices', partitions: 1, retentionMs: null };

  it('see only their own topics, records and groups', async () => {
    const [log, one, other] = await both();
    for (const each of [one, other]) await each.apply([spec]);
    await one.produce('prices', [{ key: null, value: 'of one' }]);
    await one.seek('readers', [{ topic: 'prices', partition: 0, offset: 1 }]);
    expect(await one.topics()).toEqual([spec]);
    expect(await other.offsets('prices')).toEqual([{ topic: 'prices', partition: 0, start: 0, end: 0 }]);
    expect(await one.committed()).toEqual([{ group: 'readers', topic: 'prices', partition: 0, committed: 1 }]);
    expect(await other.committed()).toEqual([]);
    expect((await log.topics()).map(({ name }) => name)).toEqual(['a.prices', 'b.prices']);
  });

  it('refuse names that only the prefix would make names', async () => {
    const [, one] = await both();
    for (const name of ['', '.', '..']) await expect(one.apply([{ ...spec, name }])).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
