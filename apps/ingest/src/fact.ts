import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import type { EntryKey, Source, VersionedEntry } from '@streamforge/document-store/port';

/** What decides which of two events about one fact is newer. */
export interface Precedence {
  /** Closed stands above open, a declaration above what the platform made up. */
  readonly closed: boolean;
  /** Revision or event time; the hash of the body breaks ties. */
  readonly revision: number;
}

/** An entry ready to be stored, with the id its derived event carries. */
export interface Fact extends VersionedEntry {
  readonly body: Uint8Array;
  /** Hex of the body’s sha256: the same fact always has the same id. */
  readonly id256: string;
}

/** Makes an entry of a value: its canonical body, its version, and where it came from. */
export const factOf = (key: EntryKey, value: unknown, { closed, revision }: Precedence, { topic, partition, offset }: Source): Fact => {
  const body = Buffer.from(canonicalJson(value));
  const digest = sha256(body);
  return {
    series: key.series,
    order: key.order,
    id: key.id,
    version: versionOf({ closed, revision, digest }),
    body,
    source: { topic, partition, offset },
    id256: digest,
  };
};

/** Body of a deletion, for its version’s hash. */
const nothing = sha256('');

/** A deletion marker whose version is the time of the deletion. */
export const deletionOf = (key: EntryKey, time: number, { topic, partition, offset }: Source): VersionedEntry => ({
  ...key,
  version: versionOf({ closed: true, revision: time, digest: nothing }),
  body: null,
  source: { topic, partition, offset },
});
