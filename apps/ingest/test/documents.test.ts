import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';

const T = Date.UTC(2024, 0, 1);
const note = { id: 'note-1', text: 'Rates were left unchanged.', publishedAt: T };

describe('documents', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness();
  });
  afterEach(() => harness.close());

  it('are stored with their defaults and published clean', async () => {
    await harness.feed('documents.v1', [note]);
    expect(await harness.bodies('documents', 'public')).toMatchObject([{ id: 'note-1', tenant: 'public', symbols: [] }]);
    expect(await harness.records('documents.clean.v1')).toHaveLength(1);
  });

  it('keep the newest text', async () => {
    await harness.feed('documents.v1', [{ ...note, text: 'Corrected.', updatedAt: T + 5 }]);
    await harness.feed('documents.v1', [note]);
    expect(await harness.bodies('documents', 'public')).toMatchObject([{ text: 'Corrected.' }]);
    expect(await harness.records('documents.clean.v1')).toHaveLength(1);
  });

  it('are deleted by a tombstone, which is passed on; an older text does not bring them back', async () => {
    await harness.feed('documents.v1', [note]);
    await harness.bury('documents.v1', 'public:note-1', new Date(T + 1_000).toISOString());
    await harness.feed('documents.v1', [{ ...note, text: 'Late.', updatedAt: T + 500 }]);
    expect(await harness.bodies('documents', 'public')).toEqual([{ deleted: true }]);
    expect((await harness.records('documents.clean.v1')).map(({ value }) => value === null)).toEqual([false, true]);
  });

  it('from the future are refused', async () => {
    await harness.feed('documents.v1', [{ ...note, publishedAt: Date.UTC(2150, 0, 1) }]);
    expect(await harness.codes('documents.v1')).toEqual(['EVENT_TIME_IN_FUTURE']);
  });

  it('are not deleted by a tombstone from the future, nor by one whose key no document could have', async () => {
    await harness.feed('documents.v1', [note]);
    await harness.bury('documents.v1', 'public:note-1', new Date(Date.UTC(2150, 0, 1)).toISOString());
    await harness.bury('documents.v1', 'no tenant', new Date(T + 1_000).toISOString());
    expect((await harness.codes('documents.v1')).toSorted()).toEqual(['EVENT_TIME_IN_FUTURE', 'KEY_MISMATCH']);
    expect(await harness.bodies('documents', 'public')).toMatchObject([{ text: note.text }]);
  });

  it('of two tenants with one id do not meet', async () => {
    await harness.feed('documents.v1', [note, { ...note, tenant: 'desk', text: 'Private.' }]);
    expect(await harness.bodies('documents', 'desk')).toMatchObject([{ text: 'Private.' }]);
    expect(await harness.bodies('documents', 'public')).toMatchObject([{ text: note.text }]);
  });
});
