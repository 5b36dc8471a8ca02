/** The script that builds images, with a builder that only writes down what it was asked. */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand, type Finished } from '@streamforge/check/run-command';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporary } from './repository.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const builder = `#!/bin/sh
printf '%s\\n' "$@" > "$ASKED"
while [ $# -gt 1 ]; do
  case "$1" in
    --digest-file) printf '%s' "$LEAVES" > "$2" ;;
    --metadata-file) printf '{\\n  "containerimage.digest": "%s"\\n}\\n' "$LEAVES" > "$2" ;;
  esac
  shift
done
`;
let place: string;

beforeEach(async () => {
  place = await temporary('build');
  const file = join(place, 'buildctl-daemonless.sh');
  await writeFile(file, builder);
  await chmod(file, 0o755);
  return async () => await rm(place, { recursive: true });
});
const build = async (env: Readonly<Record<string, string>> = {}): Promise<Finished & { readonly asked: readonly string[] }> => {
  const finished = await runCommand('sh', [resolve('tools/pipelines/scripts/build-image.sh')], { cwd: place, env: {
    PATH: `${place}:${process.env['PATH'] ?? ''}`, KANIKO_EXECUTOR: join(place, 'buildctl-daemonless.sh'), ASKED: join(place, 'asked'), LEAVES: digest,
    SERVICE_NAME: 'ingest', IMAGE: 'registry.example.com/sf/ingest', NODE_IMAGE: 'node:24', REVISION: 'abc', CI_REGISTRY_PASSWORD: '', ...env,
  } });
  return { ...finished, asked: (await readFile(join(place, 'asked'), 'utf8').catch(() => '')).split('\n') };
};
const setting = /(?:build-arg:)?(?<pair>(?:SERVICE|NODE_IMAGE|REVISION)=.*)/;

describe('an image', () => {
  it('is built from the root by Kaniko, with its cache, and leaves its digest', async () => {
    const { code, output, asked } = await build();
    expect([code, output]).toEqual([0, `registry.example.com/sf/ingest@${digest}`]);
    expect(asked).toEqual(expect.arrayContaining([`dir://${resolve('.')}`, resolve('Dockerfile'), '--cache=true', 'registry.example.com/sf/ingest:abc']));
    expect(await readFile(join(place, 'image.digest'), 'utf8')).toBe(digest);
  });

  it('is given the same by BuildKit', async () => {
    const [kaniko, buildkit] = [await build(), await build({ BUILDER: 'buildkit', DOCKER_CONFIG: place })];
    expect([buildkit.code, buildkit.output]).toEqual([0, kaniko.output]);
    const given = (asked: readonly string[]): readonly (string | undefined)[] => asked.map((word) => setting.exec(word)?.groups?.['pair']).filter((pair) => pair !== undefined);
    expect(given(buildkit.asked)).toEqual(given(kaniko.asked));
    expect(given(kaniko.asked)).toEqual(['SERVICE=ingest', 'NODE_IMAGE=node:24', 'REVISION=abc']);
  });

  it('of a merge request is pushed nowhere', async () => {
    const { code, asked } = await build({ PUSH: 'false' });
    expect(code).toBe(0);
    expect(asked).toContain('--no-push');
    expect(asked).not.toContain('--destination');
    expect((await build({ PUSH: 'false', BUILDER: 'buildkit' })).asked.join(' ')).not.toContain('push=true');
  });

  it('logs in by a file that only its owner reads, and never by an argument', async () => {
    const { asked } = await build({ KANIKO_DIR: place, CI_REGISTRY: 'registry.example.com', CI_REGISTRY_USER: 'ci', CI_REGISTRY_PASSWORD: 'opens' });
    const file = JSON.parse(await readFile(join(place, '.docker/config.json'), 'utf8')) as unknown;
    expect(file).toEqual({ auths: { 'registry.example.com': { auth: Buffer.from('ci:opens').toString('base64') } } });
    expect(asked.join(' ')).not.toContain('opens');
  });

  it.each(['kaniko', 'buildkit'])('takes npm\'s settings from a file, which %s keeps out of layers, and says their content nowhere', async (builder) => {
    const file = join(place, 'npmrc');
    await writeFile(file, '//packages.example.com/:_authToken=opens');
    const { code, asked, output } = await build({ BUILDER: builder, DOCKER_CONFIG: place, NPMRC: file });
    expect(code).toBe(0);
    expect(asked[asked.indexOf('--secret') + 1]).toBe(`id=npmrc,src=${file}`);
    expect([...asked, output].join(' ')).not.toContain('opens');
    expect((await build({ BUILDER: builder, DOCKER_CONFIG: place })).asked).not.toContain('--secret');
  });

  it.each([
    [{ NPMRC: 'no-such-file' }, 'NPMRC names no file'],
    [{ SERVICE_NAME: 'shoe' }, 'there is no apps/shoe'],
    [{ SERVICE_NAME: '../apps/ingest' }, 'write a name of small letters'],
    [{ BUILDER: 'docker' }, 'write kaniko or buildkit'],
    [{ NODE_IMAGE: '' }, 'NODE_IMAGE is not set: name the base'],
    [{ LEAVES: 'sha256:short' }, 'left no digest'],
  ])('is refused for %j with a sentence', async (env, sentence) => expect(await build(env)).toMatchObject({ code: 2, output: expect.stringContaining(sentence) as string }));
});
