import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportToFolder, runId } from '../src/folder.ts';
import { AT, bodyOf, model } from './model.ts';

describe('an export to a folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamforge-mlflow-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const text = (...path: readonly string[]) => readFile(join(folder, ...path), 'utf8');
  const facts = async (...path: readonly string[]): Promise<Readonly<Record<string, unknown>>> => Object.fromEntries((await text(...path)).trimEnd().split('\n').map((line) => {
    const at = line.indexOf(': ');
    return [line.slice(0, at), JSON.parse(line.slice(at + 2)) as unknown];
  }));
  const experiment = async (): Promise<string> => (await readdir(folder)).find((name) => name !== 'models') ?? '';

  it('is laid out as MLflow’s file store keeps it', async () => {
    expect(await exportToFolder(folder, model())).toEqual({ runs: 3, versions: 3, files: 9, remarks: [] });
    const id = await experiment();
    expect(id).toMatch(/^[1-9]\d{17}$/);
    expect(await facts(id, 'meta.yaml')).toMatchObject({ experiment_id: id, name: 'lag', lifecycle_stage: 'active', creation_time: AT });
    const run = runId('train:job@2');
    expect(await facts(id, run, 'meta.yaml')).toMatchObject({ run_id: run, run_uuid: run, run_name: 'train:job@2', status: 3, start_time: AT + 1, end_time: AT + 1_001, source_type: 4 });
    expect(await text(id, run, 'params', 'training.features')).toBe('["return","return-5"]');
    expect(await text(id, run, 'tags', 'streamforge.run')).toBe('train:job@2');
    expect((await text(id, run, 'metrics', 'epoch.train.loss')).split('\n').slice(0, 2)).toEqual([`${AT + 1_001} 1 0`, `${AT + 1_001} 0.5 1`]);
    expect(await facts('models', 'lag', 'meta.yaml')).toMatchObject({ name: 'lag', creation_timestamp: AT });
    const version = await facts('models', 'lag', 'version-2', 'meta.yaml');
    expect(version).toMatchObject({ name: 'lag', version: 2, run_id: run, status: 'READY', current_stage: 'None', description: 'no better than "logistic": 50 %\nof directions' });
    expect(version['source']).toBe(pathToFileURL(join(folder, id, run, 'artifacts', 'model')).href);
    expect(await text('models', 'lag', 'aliases', 'champion')).toBe('2');
    expect(await readFile(join(folder, id, run, 'artifacts', 'model', 'plots', 'calibration.svg'))).toEqual(Buffer.from(bodyOf(2, 'plots/calibration.svg')));
  });

  it('written again is the same, and an alias that is gone goes', async () => {
    await exportToFolder(folder, model());
    const before = (await readdir(folder, { recursive: true })).toSorted();
    await exportToFolder(folder, model());
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before);
    await exportToFolder(folder, model(3, null));
    await expect(text('models', 'lag', 'aliases', 'champion')).rejects.toThrow('ENOENT');
  });

  it('is refused where a file is', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'kept');
    for (const place of [file, join(file, 'below')]) {
      await expect(exportToFolder(place, model(1))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE', message: expect.stringContaining('a file is there') as string });
    }
    expect(await text('file')).toBe('kept');
  });

  it('never writes outside its folder', async () => {
    const [version] = model(1).versions;
    if (version === undefined) throw new Error('none');
    const poisoned = { ...model(1), versions: [{ ...version, files: [{ name: '../../../../../x', read: () => Promise.resolve(new Uint8Array()) }] }] };
    await expect(exportToFolder(folder, poisoned)).rejects.toThrow('leads out of the folder');
  });
});
