/**
 * A model version's objects: `models/<name>/<version>/` holds what its manifest lists, with the sha256 of each. Objects are written once, the
 * manifest last, so a version is whole or has no manifest. Nothing but safetensors is ever loaded: other formats can run code.
 */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { TerminalError } from '@streamforge/contracts/errors';
import { ModelName } from '@streamforge/contracts/events/gnn';
import type { ObjectStore } from '@streamforge/object-store/port';
import { z } from 'zod';
import { assertContent } from './artefact-content.ts';

/** Files that every version has. */
export const artefactFiles = ['README.md', 'config.json', 'metrics.json', 'model.safetensors'] as const;

const FURTHER = /^(?:model\.onnx|plots\/[a-z][a-z0-9-]{0,62}\.svg)$/;

/** Whether a version may have a file of this name: those that each has, the network for other programs (`model.onnx`), and `plots/<name>.svg`. */
export const isArtefactFile = (name: string): boolean => artefactFiles.some((file) => file === name) || FURTHER.test(name);

/** The bytes of a version's files by name, of `artefactFiles` all. */
export type ArtefactBodies = ReadonlyMap<string, Uint8Array>;

const MOST_FILES = 64;

const MANIFEST = 'manifest.json';

/** Largest file of an artefact, and largest manifest: beyond, something else lies there. */
const MOST_BYTES = 67_108_864;
const MOST_MANIFEST_BYTES = 65_536;

const FileEntry = z.strictObject({ name: z.string().refine(isArtefactFile, 'is no file of a model'), bytes: z.int().min(0).max(MOST_BYTES), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const Manifest = z.strictObject({
  format: z.literal('streamforge-model/1'),
  model: ModelName,
  version: z.int().min(1),
  files: z.array(FileEntry).max(MOST_FILES)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'names a file twice')
    .refine((files) => artefactFiles.every((file) => files.some(({ name }) => name === file)), 'lacks a file that every model has'),
});

/** A file of a version, as its manifest lists it. */
export type ArtefactEntry = z.output<typeof FileEntry>;

export interface NamedVersion {
  readonly model: string;
  readonly version: number;
}

/** Where an artefact lies, and the sha256 of its manifest. */
export interface ArtefactPlace {
  readonly prefix: string;
  readonly sha256: string;
}

/** A model version's prefix, ending in a slash. */
const artefactPrefix = ({ model, version }: NamedVersion): string => `models/${model}/${version}/`;

/** The highest version number that has objects already, though the registry may not know it; 0 where there is none. */
export const highestStored = async (objects: ObjectStore, model: string): Promise<number> => {
  const prefix = `models/${model}/`;
  let highest = 0;
  for await (const { key } of objects.list(prefix)) {
    const [version = ''] = key.slice(prefix.length).split('/');
    if (/^\d{1,9}$/.test(version)) highest = Math.max(highest, Number(version));
  }
  return highest;
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/**
 * Stores an artefact; storing it again, after a kill in the middle too, changes nothing. Rejects with `ID_CONFLICT` where another one lies, and
 * with `ARTEFACT_INVALID` for files that no model has, or that are not what their names say.
 */
export const putArtefact = async (objects: ObjectStore, named: NamedVersion, bodies: ArtefactBodies): Promise<ArtefactPlace> => {
  const prefix = artefactPrefix(named);
  const files = [...bodies].toSorted(byName);
  const entries = files.map(([name, body]): ArtefactEntry => ({ name, bytes: body.byteLength, sha256: sha256(body) }));
  const { success } = Manifest.shape.files.safeParse(entries);
  if (!success) throw invalid(prefix, `A model has not these files: ${[...bodies.keys()].join(', ')}.`);
  for (const [name, body] of files) assertContent(name, body, `${prefix}${name}`);
  for (const [name, body] of files) await objects.put(`${prefix}${name}`, body);
  const manifest = Buffer.from(canonicalJson({ format: 'streamforge-model/1', ...named, files: entries }));
  await objects.put(`${prefix}${MANIFEST}`, manifest);
  return { prefix, sha256: sha256(manifest) };
};

const invalid = (key: string, because: string): TerminalError => new TerminalError('ARTEFACT_INVALID', because, { key });

/** Reads an object whose size is `due`, or at most what a manifest may have; nothing is read of one that is larger or cut. */
const bytesOf = async (objects: ObjectStore, key: string, due?: number): Promise<Uint8Array> => {
  const info = await objects.head(key);
  if (info === undefined) throw invalid(key, 'It is missing.');
  if (due === undefined ? info.bytes > MOST_MANIFEST_BYTES : info.bytes !== due) throw invalid(key, `It has ${info.bytes} bytes${due === undefined ? '' : `, not ${due}`}.`);
  const body = await objects.get(key);
  if (body === undefined) throw invalid(key, 'It is missing.');
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
};

const parsed = (bytes: Uint8Array, key: string): z.output<typeof Manifest> => {
  try {
    return Manifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw new TerminalError('ARTEFACT_INVALID', 'Its manifest can’t be read, or lists other files than a model has.', { key }, { cause: error });
  }
};

export interface Artefact extends NamedVersion {
  /** Its files, by name. */
  readonly files: readonly ArtefactEntry[];
  /** The manifest as it was registered. */
  readonly manifest: { readonly bytes: Uint8Array; readonly sha256: string };
  /** A file’s bytes, once they are what manifest and name say. Rejects with `ARTEFACT_INVALID`. */
  read(name: string): Promise<Uint8Array>;
}

/** Opens an artefact whose manifest is the one that was registered. Rejects with `ARTEFACT_INVALID` for any other. */
export const openArtefact = async (objects: ObjectStore, { prefix, sha256: registered }: ArtefactPlace): Promise<Artefact> => {
  const key = `${prefix}${MANIFEST}`;
  const bytes = await bytesOf(objects, key);
  if (sha256(bytes) !== registered) throw invalid(key, 'Its manifest is not the one that was registered.');
  const { model, version, files } = parsed(bytes, key);
  if (artefactPrefix({ model, version }) !== prefix) throw invalid(key, `It is the manifest of ${model} version ${version}.`);
  return {
    model, version, files,
    manifest: { bytes, sha256: registered },
    read: async (name) => {
      const place = `${prefix}${name}`;
      const entry = files.find((file) => file.name === name);
      if (entry === undefined) throw invalid(place, 'Its manifest does not list it.');
      const body = await bytesOf(objects, place, entry.bytes);
      if (body.byteLength !== entry.bytes || sha256(body) !== entry.sha256) throw invalid(place, 'Its bytes are not those of the manifest.');
      assertContent(name, body, place);
      return body;
    },
  };
};
