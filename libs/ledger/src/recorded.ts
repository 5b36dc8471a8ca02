import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';

/** A value and the record that brought it. */
export interface Recorded<Value> extends CoordinatesOfRecord {
  readonly value: Value;
}

/**
 * What became of a record: stored now, or `again` when this very record was stored before; `same` as another record that is stored; or in
 * `conflict` with one, whose id is the same and whose body is not.
 */
export type Kept = 'stored' | 'again' | 'same' | 'conflict';

/** The coordinates alone. */
export const sourceOf = ({ topic, partition, offset }: CoordinatesOfRecord): CoordinatesOfRecord => ({ topic, partition, offset });
