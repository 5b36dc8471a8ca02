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
/** A safetensors file without tensors, and one with a text. */
const weightsOf = (header: string): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header)]);
};
const weights = weightsOf('{}');
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>';
const files = new Map([
  ['README.md', Buffer.from('# card')], ['config.json', Buffer.from('{}')], ['metrics.json', Buffer.from('{}')], ['model.safetensors', weights],
  ['plots/calibration.svg', Buffer.from(svg)],
]);
const withBody = (name: string, body: string | Uint8Array): ReadonlyMap<string, Uint8Array> => new Map([...files, [name, Buffer.from(body)]]);

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
    expect(await keys()).toEqual([...artefactFiles, 'manifest.json', 'plots/calibration.svg'].map((name) => `models/lead-lag/3/${name}`).toSorted());
    const artefact = await openArtefact(objects, place);
    for (const [name, body] of files) expect(Buffer.from(await artefact.read(name))).toEqual(body);
    expect(artefact.files.map(({ name }) => name)).toEqual([...files.keys()]);
    await expect(artefact.read('plots/others.svg')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
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
    await expect(putArtefact(objects, named, withBody('model.safetensors', weightsOf('{"__metadata__":{}}')))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    expect(await highestStored(objects, 'lead-lag')).toBe(3);
    expect(await highestStored(objects, 'lead')).toBe(0);
  });

  it('is refused when its weights, its manifest or what was registered are not the same', async () => {
    const place = await putArtefact(objects, named, files);
    await expect(openArtefact(objects, { ...place, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    await put('model.safetensors', Buffer.from('poisonous!'));
    const artefact = await openArtefact(objects, place);
    await expect(artefact.read('model.safetensors')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    await objects.remove('models/lead-lag/3/config.json');
    await expect(artefact.read('config.json')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID', message: expect.stringContaining('missing') as string });
    await objects.remove('models/lead-lag/3/manifest.json');
    await expect(openArtefact(objects, place)).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  it.each(['model.pt', 'pytorch_model.bin', 'last.ckpt', 'model.pkl'])('is refused when its manifest lists %s, whatever its sha256', async (name) => {
    await putArtefact(objects, named, files);
    const entries = [...files].map(([file, body]) => ({ name: file === 'model.safetensors' ? name : file, bytes: body.byteLength, sha256: sha256(body) }));
    const manifest = Buffer.from(canonicalJson({ format: 'streamforge-model/1', ...named, files: entries }));
    await put(name, Buffer.from('pickle'));
    await put('manifest.json', manifest);
    await expect(openArtefact(objects, { prefix: 'models/lead-lag/3/', sha256: sha256(manifest) })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  it.each(['model.pt', 'plots/../../x.svg', 'plots/A.svg', 'plots/a.png', 'manifest.json', ''])('takes no file of the name "%s"', async (name) => {
    await expect(putArtefact(objects, named, withBody(name, 'x'))).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    expect(await keys()).toEqual([]);
  });

  it('takes no model that lacks a file which each has', async () => {
    await expect(putArtefact(objects, named, new Map([...files].slice(1)))).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  it('cut in half is refused, and so is a manifest cut in half', async () => {
    const place = await putArtefact(objects, named, files);
    await put('model.safetensors', weights.subarray(0, 5));
    await expect((await openArtefact(objects, place)).read('model.safetensors')).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
    const half = Buffer.from('{"files":[');
    await put('manifest.json', half);
    await expect(openArtefact(objects, { ...place, sha256: sha256(half) })).rejects.toMatchObject({ code: 'ARTEFACT_INVALID' });
  });

  const pickle = Buffer.from([0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0, 0x8c]);
  const numbered = (length: bigint): Buffer => {
    const bytes = Buffer.from('........{}');
    bytes.writeBigUInt64LE(length);
    return bytes;
  };
  it.each([
    ['a pickle under the name of weights', 'model.safetensors', pickle, 'a pickle'],
    ['a pickle under the name of a network', 'model.onnx', pickle, 'a pickle'],
    ['PyTorch’s archive under the name of weights', 'model.safetensors', Buffer.from('PK\u0003\u0004..........'), 'zip'],
    ['weights whose header is larger than a header can be', 'model.safetensors', numbered(2n ** 40n), 'at most 16777216'],
    ['weights whose header is cut', 'model.safetensors', numbered(100n), 'cut'],
    ['weights without a length', 'model.safetensors', Buffer.from('{}'), 'shorter'],
    ['text under the name of weights', 'model.safetensors', numbered(2n).fill(0x61, 8), 'does not begin'],
    ['text under the name of a network', 'model.onnx', Buffer.from('network'), 'no ONNX'],
    ['a list as configuration', 'config.json', Buffer.from('[]'), 'no JSON object'],
    ['cut JSON', 'metrics.json', Buffer.from('{"a":'), 'no JSON'],
    ['bytes that are no text as card', 'README.md', Buffer.from([0xff, 0xfe]), 'no text'],
    ['a cut plot', 'plots/calibration.svg', Buffer.from(svg.slice(0, -3)), 'no whole SVG'],
    ['a plot that is a page', 'plots/calibration.svg', Buffer.from('<html></html>'), 'no whole SVG'],
    ...['<script>1</script>', '<foreignObject/>', '<a href="x">y</a>', '<g onload="x"/>', '<image/>', '<style>@import "x"</style>', '<style>a{b:url(http://x)}</style>']
      .map((inside) => [`a plot with ${inside}`, 'plots/calibration.svg', Buffer.from(svg.replace('<path', `${inside}<path`)), 'run or fetch'] as const),
  ] as const)('takes no %s, and gives none, whatever the manifest says', async (_what, name, body, why) => {
    const refused = { code: 'ARTEFACT_INVALID', message: expect.stringContaining(why) as string };
    await expect(putArtefact(objects, named, withBody(name, body))).rejects.toMatchObject(refused);
    expect(await keys()).toEqual([]);
    const entries = [...withBody(name, body)].map(([file, each]) => ({ name: file, bytes: each.byteLength, sha256: sha256(each) }));
    const manifest = Buffer.from(canonicalJson({ format: 'streamforge-model/1', ...named, files: entries }));
    await put(name, body);
    await put('manifest.json', manifest);
    const artefact = await openArtefact(objects, { prefix: 'models/lead-lag/3/', sha256: sha256(manifest) });
    await expect(artefact.read(name)).rejects.toMatchObject(refused);
  });

  it('may have weights whose length looks like a pickle’s first bytes', async () => {
    const header = `{"__metadata__":{"a":"${'x'.repeat(0x0480 - 25)}"}}`;
    const place = await putArtefact(objects, named, withBody('model.safetensors', weightsOf(header)));
    expect((await (await openArtefact(objects, place)).read('model.safetensors')).subarray(0, 2)).toEqual(Buffer.from([0x80, 4]));
  });

  it.each(['../secret', 'plots/../../../secret.svg', '/etc/passwd', 'plots/a/b.svg', 'C:model.onnx'])('is refused when its manifest lists the name %s', async (name) => {
    const entries = [...withBody(name, 'x')].map(([file, each]) => ({ name: file, bytes: each.byteLength, sha256: sha256(each) }));
    const manifest = Buffer.from(canonicalJson({ format: 'streamforge-model/1', ...named, files: entries }));
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
