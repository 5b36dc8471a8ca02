/**
 * The specification of the event log: what every adapter does. An adapter's test calls it with a way to open a log; topics and groups get
 * names of their own, so that a shared broker will do.
 */
import { describe } from 'vitest';
import { consuming } from './conformance/consuming.ts';
import { deletion } from './conformance/deletion.ts';
import { durability } from './conformance/durability.ts';
import { groups } from './conformance/groups.ts';
import { offsets } from './conformance/offsets.ts';
import { producing } from './conformance/producing.ts';
import { reading } from './conformance/reading.ts';
import { records } from './conformance/records.ts';
import { retention } from './conformance/retention.ts';
import type { NewPlace } from './conformance/subject.ts';
import { topics } from './conformance/topics.ts';

export type { NewPlace, Place } from './conformance/subject.ts';

export const eventLogConformance = (newPlace: NewPlace): void => {
  describe('an event log', () => {
    for (const concept of [topics, producing, records, reading, consuming, groups, offsets, durability, retention, deletion]) concept(newPlace);
  });
};
