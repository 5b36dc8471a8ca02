import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import type { ObjectStore } from '@streamforge/object-store/port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artefactFiles, highestStored, openArtefact, putArtefact } from '../src/artefact.ts';

const named = { model: 'lead-lag', version: 3 };
const files = { 'README.md': Buffer.from('# card'), 'config.json': Buffer.from('{}'), 'metrics.json': Buffer.from('{}'), 'model.safetensors': Buffer.from('weights') };

describe('a model’s artefact', () => {
  let directory = '';
  let objects: ObjectStore;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streamforge-artefact-'));
    objects = await openEmbeddedObjectStore({ directory });
  });
  afterEach(async () => {
    await objects.close();
    await rm(directory, { recursive: true });
  });
  const keys = async () => (await Array.fromAsync(objects.list(''))).map(({ key }) => key);
  const put = async (name: string, body: Uint8Array) => {
    await objects.remove(`models/lead-lag/3/${name}`);
    await objects.put(`models/lead-lag/3/${name}`, body);
  };

  it('is exactly its files and a manifest, and storing it again changes nothing', async () => {
    const place = await putArtefact(objects, named, files);
    expect(await putArtefact(objects, named, files)).toEqual(place);
    expect(await keys()).toEqual([...artefactFiles, 'manifest.json'].map((name) => `models/lead-lag/3/${name}`).toSorted());
    const artefact = await openArtefact(objects, place);
    for (const name of artefactFiles) expect(Buffer.from(await artefact.read(name))).toEqual(files[name]);
  });

  it('cut off anywhere is completed by the next attempt, and has no manifest before', async () => {
    let left = 3;
    const dying: ObjectStore = { ...objects, put: async (key, body) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return await objects.put(key, body);
    } };
    await expect(putArtefact(dying, named, files)).rejects.toThrow('killed');
    expect(await keys()).not.toContain('models/lead-lag/3/manifest.json');
    await openArtefact(objects, await putArtefact(objects, named, files));
  });

  it('is never overwritten by another one', async () => {
    await putArtefact(objects, named, files);
    await expect(putArtefact(objects, named, { ...files, 'model.safetensors': Buffer.from('others') })).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    expect(await highestStored(objects, 'lead-lag')).toBe(3);
    expect(await highestStored(objects, 'lead')).toBe(0);
  });

  it('is refused when its weights, its manifest or what was registered are not the same', async () => {
    const place = await putArtefact(objects, named, files);
    await expect(openArtefact(objects, { ...place, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    await put('model.safetensors', Buffer.from('poison'));
    const artefact = await openArtefact(objects, place);
    await expect(artefact.read('model.safetensors')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    await objects.remove('models/lead-lag/3/config.json');
    await expect(artefact.read('config.json')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID', message: expect.stringContaining('missing') as string });
    await objects.remove('models/lead-lag/3/manifest.json');
    await expect(openArtefact(objects, place)).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  it.each(['model.pt', 'pytorch_model.bin', 'last.ckpt', 'model.pkl'])('is refused when its manifest lists %s, whatever its sha256', async (name) => {
    await putArtefact(objects, named, files);
    const entries = artefactFiles.map((file) => ({ name: file === 'model.safetensors' ? name : file, bytes: files[file].byteLength, sha256: sha256(files[file]) }));
    const manifest = Buffer.from(canonicalJson({ format: 'streamforge-model/1', ...named, files: entries }));
    await put(name, Buffer.from('pickle'));
    await put('manifest.json', manifest);
    await expect(openArtefact(objects, { prefix: 'models/lead-lag/3/', sha256: sha256(manifest) })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  it('is refused when it is another version’s, moved', async () => {
    const place = await putArtefact(objects, named, files);
    const manifest = await Array.fromAsync((await objects.get('models/lead-lag/3/manifest.json')) ?? []);
    await objects.put('models/lead-lag/4/manifest.json', Buffer.concat(manifest));
    await expect(openArtefact(objects, { prefix: 'models/lead-lag/4/', sha256: place.sha256 })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });
});
