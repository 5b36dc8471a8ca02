import type { Asset } from '@streamforge/contracts/events/asset';
import type { VersionedEdge, VersionedEntry } from '@streamforge/document-store/port';
import { relationsOf } from '@streamforge/market/relations';
import type { IngestContext } from './context.ts';
import { factOf } from './fact.ts';
import { provisionalFact } from './provisional.ts';

const encoder = new TextEncoder();

/** Stores the vertices and edges that a declaration implies, and removes those of an earlier declaration that it no longer does. */
export const relate = async (asset: Asset, declaration: VersionedEntry, context: IngestContext): Promise<void> => {
  const owner = `${asset.exchange}:${asset.symbol}`;
  const { vertices, edges } = relationsOf(asset);
  await context.documents.upsert('assets', vertices.map(({ series, id, kind, label }) => kind === 'asset'
    ? provisionalFact(series, id, declaration.source)
    : factOf({ series, order: 0, id }, { kind, label }, { closed: false, revision: 0 }, declaration.source)));
  const declared: VersionedEdge[] = edges.map(({ type, from, to }) => ({
    series: owner,
    order: 0,
    id: edgeId(type, to.series, to.id),
    version: declaration.version,
    body: encoder.encode(JSON.stringify({ type })),
    source: declaration.source,
    from,
    to,
    type,
  }));
  const gone = await outdated(owner, declaration, new Set(declared.map(({ id }) => id)), context);
  await context.documents.upsertEdges('relations', [...declared, ...gone]);
};

/** Removes every relation that an asset declared. */
export const unrelate = async (owner: string, deletion: VersionedEntry, context: IngestContext): Promise<void> => {
  await context.documents.upsertEdges('relations', await outdated(owner, deletion, new Set(), context));
};

const edgeId = (type: string, series: string, id: string): string => `${type}>${series}/${id}`;

const EDGE_ID = /^([^>]+)>([^/]+)\/(.*)$/s;

const outdated = async (
  owner: string, { version, source }: VersionedEntry, kept: ReadonlySet<string>, { documents }: IngestContext,
): Promise<VersionedEdge[]> => {
  const colon = owner.indexOf(':');
  const from = { series: owner.slice(0, colon), id: owner.slice(colon + 1) };
  const gone: VersionedEdge[] = [];
  for await (const page of documents.scan('relations', owner, {})) {
    for (const { id } of page) {
      const [, type, series, target] = EDGE_ID.exec(id) ?? [];
      if (kept.has(id) || type === undefined || series === undefined || target === undefined) continue;
      gone.push({ series: owner, order: 0, id, version, body: null, source, from, to: { series, id: target }, type });
    }
  }
  return gone;
};
