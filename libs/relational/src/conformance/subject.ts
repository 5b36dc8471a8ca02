import { afterEach, beforeEach } from 'vitest';
import type { Generated } from 'kysely';
import type { Decimal } from '../columns.ts';
import type { Migration, Relational } from '../port.ts';

/** An empty place that the port can be opened on, several times at once. */
export interface Place {
  open(): Promise<Relational>;
  /** Removes what was left. */
  dispose(): Promise<void>;
}

export type NewPlace = () => Promise<Place>;

/** One table with a column of each type, and one that positions are kept in. */
export interface Tables {
  readonly things: {
    readonly id: string;
    readonly version: Generated<number>;
    readonly count: number | bigint | null;
    readonly at: number | null;
    readonly done: boolean | null;
    readonly ratio: number | null;
    readonly amount: Decimal | null;
    readonly body: string | null;
    readonly bytes: Uint8Array | null;
  };
  readonly positions: { readonly name: string; readonly position: number };
}

export const steps: readonly Migration[] = [
  {
    name: 'things',
    up: (column) => [`CREATE TABLE things (
      ${column.text('id')} NOT NULL PRIMARY KEY, ${column.integer('version')} NOT NULL DEFAULT 1, ${column.integer('count')}, ${column.time('at')},
      ${column.boolean('done')}, ${column.real('ratio')}, ${column.decimal('amount')}, ${column.json('body')}, ${column.bytes('bytes')})`],
  },
  { name: 'positions', up: (column) => [`CREATE TABLE positions (${column.text('name')} NOT NULL PRIMARY KEY, ${column.integer('position')} NOT NULL)`] },
];

export const nothing = { count: null, at: null, done: null, ratio: null, amount: null, body: null, bytes: null } as const;

/** A port with the tables, on an empty place, for each test; and, unless one is enough, a second one on the same place. */
export const freshTables = (newPlace: NewPlace, ports: 1 | 2 = 2): { readonly first: () => Relational; readonly second: () => Relational; readonly place: () => Place } => {
  let place: Place | undefined;
  let opened: readonly Relational[] = [];
  beforeEach(async () => {
    place = await newPlace();
    const first = await place.open();
    opened = [first];
    await first.migrate('conformance', steps);
    if (ports === 2) opened = [first, await place.open()];
  });
  afterEach(async () => {
    await Promise.all(opened.map((port) => port.close()));
    await place?.dispose();
  });
  const running = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('The store is open only while a test runs.');
    return value;
  };
  return { first: () => running(opened[0]), second: () => running(opened[1]), place: () => running(place) };
};
