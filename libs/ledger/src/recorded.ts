import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';

/** A value and the record that brought it. */
export interface Recorded<Value> extends CoordinatesOfRecord {
  readonly value: Value;
}

/** What became of a record: stored now, stored before with the same body, or refused because its id is taken by another body. */
export type Kept = 'stored' | 'same' | 'conflict';

export const sourceOf = ({ topic, partition, offset }: CoordinatesOfRecord): CoordinatesOfRecord => ({ topic, partition, offset });
