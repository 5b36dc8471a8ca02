/**
 * Keeps documents in two stores as if they were one. The register goes first: what it enters is the newest version from then on. Then the chunks
 * are written, then those of former versions deleted. A crash anywhere leaves the record uncommitted, and its redelivery finds the same version
 * entered and does what is missing. Whoever wrote chunks looks afterwards whether their version is still the newest and takes them back where it is
 * not, so that a process that was held up between the steps leaves none behind.
 */
import { compareVersions } from '@streamforge/codec/version';
import type { VectorStore } from '@streamforge/vector-store/port';
import { Tally, type Indexed } from '../tally.ts';
import { chunkPoints, spelledVersion } from './chunk-points.ts';
import type { Change, CutDocument } from './cut-document.ts';
import { holdingCounts } from './holding-counts.ts';
import type { Meanings } from './meanings.ts';
import type { Register } from './register.ts';
import { slices } from './slices.ts';

/** Documents of one transaction, and points and versions of one call. */
const MOST_DOCUMENTS = 64;
const MOST_POINTS = 256;
const MOST_VERSIONS = 500;

/** The newest change of each document. */
const newestOf = (changes: readonly Change[]): readonly Change[] => {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.document.tenant}:${change.document.id}`;
    const known = newest.get(key);
    if (known === undefined || compareVersions(change.document.version, known.document.version) > 0) newest.set(key, change);
  }
  return [...newest.values()];
};

const isCut = (change: Change): change is CutDocument => change.chunks.length > 0;

export class Keeper {
  readonly #vectors: VectorStore;
  readonly #register: Register;
  readonly #meanings: Meanings | undefined;

  constructor(vectors: VectorStore, register: Register, meanings: Meanings | undefined) {
    this.#vectors = vectors;
    this.#register = register;
    this.#meanings = meanings;
  }

  async keep(changes: readonly Change[]): Promise<Indexed> {
    const tally = new Tally();
    for (const some of slices(newestOf(changes), MOST_DOCUMENTS)) tally.add(await this.#keepSome(some));
    return tally.counts;
  }

  async #keepSome(changes: readonly Change[]) {
    const verdicts = await this.#register.enter(changes.map(({ document: { tenant, id, version, ...rest }, chunks }) => ({
      tenant, id, version,
      chunks: chunks.length,
      counts: holdingCounts(chunks.map(({ weights }) => weights)),
      source: 'source' in rest ? rest.source : undefined,
    })));
    const lacking = await Promise.all(changes.map(async (change, at) =>
      verdicts[at] === 'stored' || (verdicts[at] === 'same' && !await this.#isWhole(change)) ? change : undefined));
    await this.#write(lacking.filter((change) => change !== undefined));
    for (const ofTenant of Map.groupBy(changes, ({ document }) => document.tenant).values()) await this.#sweep(ofTenant);
    return verdicts;
  }

  /** Whether a redelivered document lacks nothing. */
  async #isWhole({ document, chunks }: Change): Promise<boolean> {
    return chunks.length === 0
      || await this.#vectors.count('chunks', document.tenant, { version: spelledVersion(document) }) === chunks.length;
  }

  /** Writes the chunks of a few documents at a time, so that what was written need not be embedded again after a failure. */
  async #write(changes: readonly Change[]): Promise<void> {
    let cuts: CutDocument[] = [];
    for (const [at, change] of changes.entries()) {
      if (isCut(change)) cuts.push(change);
      const full = cuts.reduce((sum, { chunks }) => sum + chunks.length, 0) >= MOST_POINTS;
      if (!full && at < changes.length - 1) continue;
      const meanings = await this.#meanings?.of(cuts) ?? [];
      let from = 0;
      const points = cuts.flatMap((cut) => chunkPoints(cut, meanings.slice(from, from += cut.chunks.length)));
      for (const some of slices(points, MOST_POINTS)) await this.#vectors.upsert('chunks', some);
      cuts = [];
    }
  }

  /** Deletes the chunks of versions of these documents, all of one tenant, that are not the newest. */
  async #sweep(changes: readonly Change[]): Promise<void> {
    const tenant = changes[0]!.document.tenant;
    const ids = changes.map(({ document }) => document.id);
    const [rows, leftovers] = await Promise.all([this.#register.rows(tenant, ids), this.#register.leftovers(tenant, ids)]);
    // A document that is not entered any more was forgotten by a rebuild, which will come to it.
    const overtaken = changes.filter(({ document: { id, version }, chunks }) => {
      const row = rows.get(id);
      return chunks.length > 0 && (row === undefined || compareVersions(version, row.version) !== 0);
    });
    const versions = [...overtaken.map(({ document }) => document), ...leftovers].map(spelledVersion);
    for (const some of slices(versions, MOST_VERSIONS)) await this.#vectors.deleteWhere('chunks', tenant, { version: some });
    await this.#register.forget(leftovers);
  }
}
