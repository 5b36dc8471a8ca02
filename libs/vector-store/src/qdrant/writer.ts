/**
 * Writes points under the version rule. Qdrant compares no versions, so they are read and compared here, and the write is conditional on what
 * was read: new points are inserted only where there is none, others replaced only while they have the version that was read. Then it is
 * read what came of it; where another process came between, the comparison is made anew. ADR 0024 says why.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { RetryableError } from '@streamforge/contracts/errors';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { PointVerdict, VectorPoint } from '../port.ts';
import { portionsOf, type PortionBounds } from '../portions.ts';
import type { Qdrant } from './client.ts';
import type { Collections } from './collections.ts';
import { pointId } from './point-id.ts';
import { fields, hexOf, toStored, versionOf } from './stored-point.ts';

/** Of one request: what its points compare grows with their square, and its text stays far below the server's 32 MiB. */
const portion: PortionBounds = {
  points: 256,
  bytes: 4_194_304,
  bytesOf: ({ dense, sparse }) => Object.values(dense).reduce((sum, vector) => sum + 12 * vector.length, 256)
    + Object.values(sparse).reduce((sum, { indices }) => sum + 24 * indices.length, 0),
};
const mostAttempts = 12;
const none = new Uint8Array(0);

export type WritePoints = (collection: VectorCollectionName, points: readonly VectorPoint[]) => Promise<readonly PointVerdict[]>;

interface Decision {
  readonly verdicts: readonly PointVerdict[];
  /** By the ids of Qdrant: what is to be written. */
  readonly winners: ReadonlyMap<string, VectorPoint>;
}

type WriteCondition = Pick<Schemas['PointsList'], 'update_mode' | 'update_filter'>;
type Versions = ReadonlyMap<string, Uint8Array>;

/** Applies the points in order to the versions that are stored. */
const decide = (points: readonly VectorPoint[], ids: readonly string[], stored: Versions): Decision => {
  const current = new Map(stored);
  const winners = new Map<string, VectorPoint>();
  const verdicts = points.map((point, at): PointVerdict => {
    const id = ids[at] ?? '';
    const has = current.get(id);
    const comparison = has === undefined ? 1 : Buffer.compare(point.version, has);
    if (comparison <= 0) return comparison === 0 ? 'same' : 'older';
    current.set(id, point.version);
    winners.set(id, point);
    return 'stored';
  });
  return { verdicts, winners };
};

const stillHas = (id: string, version: Uint8Array): Schemas['Filter'] =>
  ({ must: [{ has_id: [id] }, { key: fields.version, match: { value: hexOf(version) } }] });

const same = (one: Uint8Array | undefined, other: Uint8Array): boolean => one !== undefined && Buffer.compare(one, other) === 0;

export const qdrantWriter = (qdrant: Qdrant, collections: Collections): WritePoints => {
  const versionsOf = async (name: string, ids: readonly string[]): Promise<Versions> => {
    const found = await qdrant.ask('running', (api, init) =>
      api.getPoints({ collection_name: name, ids: [...new Set(ids)], with_payload: [fields.version], with_vector: false }, init));
    return new Map(found.map((record) => [String(record.id), versionOf(record)]));
  };

  /** Resolves once it is applied: `strong` keeps one order of requests, in a cluster too. */
  const put = async (name: string, points: readonly Schemas['PointStruct'][], condition: WriteCondition): Promise<void> => {
    if (points.length === 0) return;
    const { status } = await qdrant.ask('running', (api, init) =>
      api.upsertPoints({ collection_name: name, wait: true, ordering: 'strong', points: [...points], ...condition }, init));
    if (status === 'completed') return;
    throw new RetryableError('STORE_UNAVAILABLE', `Qdrant at ${qdrant.settings.at} did not apply a write in time (${status}).`);
  };

  const writePortion: WritePoints = async (collection, points) => {
    const name = collections.nameOf(collection);
    const ids = points.map(({ tenant, id }) => pointId(collection, tenant, id));
    const verdicts: PointVerdict[] = [];
    let open = points.map((_, at) => at);
    let stored = await versionsOf(name, ids);
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const openIds = open.map((at) => ids[at] ?? '');
      const decision = decide(open.flatMap((at) => points[at] ?? []), openIds, stored);
      decision.verdicts.forEach((verdict, at) => verdicts[Number(open[at])] = verdict);
      if (decision.winners.size === 0) return verdicts;
      const writes = [...decision.winners].map(([id, point]) => ({ id, point: toStored(collection, point), was: stored.get(id) }));
      await put(name, writes.flatMap(({ point, was }) => (was === undefined ? [point] : [])), { update_mode: 'insert_only' });
      const replaced = writes.filter(({ was }) => was !== undefined);
      await put(name, replaced.map(({ point }) => point), {
        update_mode: 'update_only',
        update_filter: { should: replaced.map(({ id, was = none }) => stillHas(id, was)) },
      });
      stored = await versionsOf(name, [...decision.winners.keys()]);
      const lost = new Set([...decision.winners].flatMap(([id, { version }]) => (same(stored.get(id), version) ? [] : [id])));
      open = open.filter((at) => lost.has(ids[at] ?? ''));
      if (open.length === 0) return verdicts;
    }
    throw new RetryableError('STORE_UNAVAILABLE', `Others wrote the same points of ${name} ${mostAttempts} times in between.`);
  };

  return async (collection, points) => {
    const verdicts: PointVerdict[] = [];
    for (const some of portionsOf(points, portion)) verdicts.push(...await writePortion(collection, some));
    return verdicts;
  };
};
