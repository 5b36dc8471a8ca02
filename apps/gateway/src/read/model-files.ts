import { Readable } from 'node:stream';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { artefactFiles } from '@streamforge/model-registry/artefact';
import type { Registry } from '@streamforge/model-registry/registry';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';
import { versionAt, versionPath } from './models.ts';

/** A closed list: nothing else that lies there is ever sent. */
const FileName = z.enum([...artefactFiles, 'manifest.json']);

const types: Readonly<Record<string, string>> = { json: 'application/json', md: 'text/markdown; charset=utf-8' };
const typeOf = (file: string): string => types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** The files of a version's artefact, byte for byte, with their sha256 (RFC 9530, and as ETag). */
export const modelFileRoutes = (registry: () => Promise<Registry>, objects: ObjectStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/gnn/models/{name}/versions/{version}/files/{file}',
    tag: 'models',
    says: 'A file of a version’s artefact; Repr-Digest and ETag hold its sha256.',
    path: versionPath.extend({ file: FileName }),
    answer: z.unknown(),
    alsoAnswers: ['application/octet-stream', 'text/markdown'],
    errors: ['MODEL_UNKNOWN', 'NOT_FOUND', 'OBJECT_CORRUPT'],
    handle: async ({ path: { file, ...path }, reply }) => {
      const { prefix } = await versionAt(await registry(), path);
      return await sendFile(objects, `${prefix}${file}`, file, reply);
    },
  }),
];

const sendFile = async (objects: ObjectStore, key: string, file: string, reply: FastifyReply): Promise<FastifyReply> => {
  const info = await objects.head(key);
  const body = info === undefined ? undefined : await objects.get(key);
  if (info === undefined || body === undefined) throw new StreamForgeError('NOT_FOUND', `The artefact has no file ${file}.`);
  return await reply
    .type(typeOf(file))
    .header('content-length', String(info.bytes))
    .header('content-disposition', `attachment; filename="${file}"`)
    .header('etag', `"${info.sha256}"`)
    .header('repr-digest', `sha-256=:${Buffer.from(info.sha256, 'hex').toString('base64')}:`)
    .send(Readable.from(body, { objectMode: false }));
};
