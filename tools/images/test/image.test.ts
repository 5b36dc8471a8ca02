import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Buildah, ImageConfig } from '../src/buildah.ts';
import { openBuildah } from '../src/buildah.ts';
import { asRoot, hasCommand, runCommand } from '../src/run-command.ts';
import { runImageCommand } from '../src/run-image.ts';
import { produceCandle } from './candle.ts';

const user = 65_532;

/** In CI an image must be built; elsewhere only where buildah is, as root. */
const canBuild = async (): Promise<boolean> => {
  if (process.env['CI'] !== undefined) return true;
  if (process.platform === 'linux' && process.getuid?.() === 0 && await hasCommand('buildah')) return true;
  console.warn('skipped: no image is built without Linux, root and buildah (apt-get install buildah)');
  return false;
};

interface Running {
  readonly address: string;
  readonly pid: number;
  readonly stop: () => Promise<number | null>;
}

describe.skipIf(!await canBuild())('the image of a service', () => {
  let buildah: Buildah;
  beforeAll(async () => { buildah = await openBuildah(resolve('.')); });
  const running: number[] = [];
  afterAll(async () => {
    if (running.length > 0) await runCommand([...asRoot, 'kill', '-KILL', ...running.map(String)]).catch(() => undefined);
    await buildah.close();
  }, 60_000);

  const run = async (config: ImageConfig, rootfs: string, volume: string): Promise<Running> => {
    const [command = '', ...words] = runImageCommand({ config, rootfs, volume, env: { STREAMFORGE_HTTP_PORT: '0' } });
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const pid = child.pid ?? 0;
    running.push(pid);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const exit = once(child, 'close') as Promise<[number | null]>;
    let address: string | undefined;
    while ((address = /Server listening at (\S+?)"/.exec(said)?.[1]) === undefined) {
      if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
      await setTimeout(20);
    }
    return {
      address, pid,
      stop: async () => {
        await runCommand([...asRoot, 'kill', '-TERM', `${pid}`]);
        const [code] = await exit;
        running.splice(running.indexOf(pid), 1);
        return code;
      },
    };
  };

  it.each(['gateway', 'ingest'])('of %s is built, runs without root on a read-only system, keeps its volume and drains on SIGTERM', async (app) => {
    const image = await buildah.build(app);
    const config = await buildah.config(image);
    expect(config).toMatchObject({ User: `${user}:${user}`, StopSignal: 'SIGTERM', Volumes: { '/data': {} } });
    expect(config.Entrypoint[0]).toBe('node');
    expect(config.Labels).toMatchObject({ 'org.opencontainers.image.title': `streamforge-${app}`, 'org.opencontainers.image.licenses': 'Apache-2.0' });

    const rootfs = await buildah.mount(image);
    expect((await stat(join(rootfs, 'data'))).uid).toBe(user);
    expect((await stat(join(rootfs, 'app', 'main.mjs'))).uid).toBe(0);
    await expect(stat(join(rootfs, 'src'))).rejects.toThrow('ENOENT');

    const volume = await mkdtemp(join(tmpdir(), 'streamforge-volume-'));
    await chown(volume, user, user);
    for (const index of [0, 1]) {
      const service = await run(config, rootfs, volume);
      expect((await fetch(`${service.address}/healthz`)).status).toBe(200);
      expect(await readFile(`/proc/${service.pid}/status`, 'utf8')).toMatch(new RegExp(`^Uid:\\t${user}\\t${user}\\t${user}\\t${user}$`, 'm'));
      expect(await readFile(`/proc/${service.pid}/mountinfo`, 'utf8')).toMatch(/ \/ ro,/);
      if (app === 'gateway') expect(await produceCandle(service.address, index)).toBe(index);
      expect(await service.stop()).toBe(0);
    }
    await runCommand([...asRoot, 'rm', '-rf', volume]);
  }, 180_000);
});
