import { StreamForgeError } from '@streamforge/contracts/errors';
import { isArtefactFile, openArtefact } from '@streamforge/model-registry/artefact';
import type { ModelVersion } from '@streamforge/model-registry/entities';
import type { Registry } from '@streamforge/model-registry/registry';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hasAlready } from '../api/entity-tag.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { versionAt, versionPath } from './models.ts';

/** A closed list: nothing else that lies there is ever sent. */
const FileName = z.string().max(100).refine((name) => isArtefactFile(name) || name === 'manifest.json', 'it is no file of a model');

const types: Readonly<Record<string, string>> = {
  json: 'application/json', md: 'text/markdown; charset=utf-8', svg: 'image/svg+xml; charset=utf-8',
};
const typeOf = (file: string): string => types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** What a browser may do with a file that it opens by itself: draw it, with the style inside it, and nothing else. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** The files of a version's artefact, byte for byte, with their sha256 (RFC 9530, and as ETag). */
export const modelFileRoutes = (registry: () => Promise<Registry>, objects: ObjectStore): readonly AnyRoute[] => {
  const send = async (path: z.output<typeof versionPath>, file: string, asked: Asked): Promise<FastifyReply> =>
    await sendFile(objects, await versionAt(await registry(), path), file, asked);
  const declared = {
    method: 'GET',
    tag: 'models',
    answer: z.unknown(),
    revalidates: true,
    errors: ['MODEL_UNKNOWN', 'NOT_FOUND', 'ARTEFACT_INVALID', 'OBJECT_CORRUPT'],
  } as const;
  return [
    route({
      ...declared,
      url: '/v1/gnn/models/{name}/versions/{version}/files/{file}',
      says: 'A file of a version’s artefact, as its manifest says; Repr-Digest and ETag hold its sha256.',
      path: versionPath.extend({ file: FileName }),
      alsoAnswers: ['application/octet-stream', 'text/markdown'],
      handle: async ({ path: { file, ...path }, ...asked }) => await send(path, file, asked),
    }),
    route({
      ...declared,
      url: '/v1/gnn/models/{name}/versions/{version}/files/plots/{plot}',
      says: 'A plot of a version as SVG, which may be shown and can do nothing.',
      path: versionPath.extend({ plot: z.string().max(80).refine((name) => isArtefactFile(`plots/${name}`), 'it is no plot') }),
      alsoAnswers: ['image/svg+xml'],
      handle: async ({ path: { plot, ...path }, ...asked }) => await send(path, `plots/${plot}`, asked),
    }),
  ];
};

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Sends a file whose bytes are those of the registered manifest, or the manifest itself; to who has them already, no more than that. */
const sendFile = async (objects: ObjectStore, version: ModelVersion, file: string, { request, reply }: Asked): Promise<FastifyReply> => {
  const artefact = await openArtefact(objects, version);
  const entry = artefact.files.find(({ name }) => name === file);
  if (entry === undefined && file !== 'manifest.json') throw new StreamForgeError('NOT_FOUND', `The artefact has no file ${file}; GET /v1/gnn/models/${version.model}/versions/${version.version} lists its files.`);
  const { sha256 } = entry ?? artefact.manifest;
  const tag = `"${sha256}"`;
  if (hasAlready(request, tag)) return await reply.code(304).header('etag', tag).send();
  const bytes = entry === undefined ? artefact.manifest.bytes : await artefact.read(file);
  return await reply
    .type(typeOf(file))
    .header('content-length', String(bytes.byteLength))
    .header('content-disposition', `${file.endsWith('.svg') ? 'inline' : 'attachment'}; filename="${file.split('/').at(-1) ?? file}"`)
    .header('content-security-policy', POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('etag', tag)
    .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
    .send(bytes);
};
