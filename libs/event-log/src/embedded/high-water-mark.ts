/** The ends of all partitions by topic, as they are kept beside the log's file: a file that holds less was cut. */
export type Ends = Map<string, number[]>;

/** The mark's bytes: JSON, which a person can read when it is needed. */
export const encodeMark = (ends: Ends): Uint8Array => Buffer.from(JSON.stringify(Object.fromEntries(ends)));

/** The ends of a mark; none where there is no mark. */
export const decodeMark = (mark: Uint8Array | undefined): Ends =>
  new Map(mark === undefined ? [] : Object.entries(JSON.parse(Buffer.from(mark).toString()) as Readonly<Record<string, number[]>>));
