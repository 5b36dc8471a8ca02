/** Builds images by buildah, without a container engine and without any image from elsewhere. Needs root. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeNodeRootfs } from './node-rootfs.ts';
import { asRoot, runCommand } from './run-command.ts';

/** What an image says of how it is run. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[];
  readonly User: string;
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Volumes: Readonly<Record<string, unknown>>;
}

export interface Buildah {
  /** Builds an app's image by the Dockerfile, on the base made from this machine. Returns its name. */
  build(app: string): Promise<string>;
  config(image: string): Promise<ImageConfig>;
  /** Makes a container's root file system of an image; returns its path. */
  mount(image: string): Promise<string>;
  /** Removes every image and container that was made. */
  close(): Promise<void>;
}

const baseImage = 'localhost/streamforge-node:24';

/** Opens a store of images of its own, in a temporary directory. `root` is the repository. */
export const openBuildah = async (root: string): Promise<Buildah> => {
  const place = await mkdtemp(join(tmpdir(), 'streamforge-images-'));
  const buildah = async (...words: readonly string[]): Promise<string> => {
    const store = ['--root', join(place, 'store'), '--runroot', join(place, 'run'), '--storage-driver', 'vfs'];
    return (await runCommand([...asRoot, 'buildah', ...store, ...words], root)).trim();
  };
  let base: Promise<void> | undefined;
  const makeBase = async (): Promise<void> => {
    const rootfs = join(place, 'rootfs');
    await mkdir(rootfs);
    await makeNodeRootfs(rootfs);
    const container = await buildah('from', 'scratch');
    await buildah('copy', '--quiet', container, rootfs, '/');
    const variables = ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/root', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt'];
    await buildah('config', ...variables.flatMap((variable) => ['--env', variable]), container);
    await buildah('commit', '--quiet', '--rm', container, baseImage);
    await rm(rootfs, { recursive: true });
  };
  return {
    build: async (app) => {
      base ??= makeBase();
      await base;
      const npmCache = (await runCommand(['npm', 'config', 'get', 'cache'], root)).trim();
      const image = `localhost/streamforge-${app}`;
      await buildah(
        'bud', '--quiet', '--isolation', 'chroot', '--pull-never', '--build-arg', `NODE_IMAGE=${baseImage}`, '--build-arg', `SERVICE=${app}`,
        '--volume', `${resolve(npmCache)}:/root/.npm`, '--tag', image, '--file', join(root, 'Dockerfile'), root,
      );
      return image;
    },
    config: async (image) => {
      const inspected = JSON.parse(await buildah('inspect', '--type', 'image', image)) as { readonly OCIv1: { readonly config: ImageConfig } };
      return inspected.OCIv1.config;
    },
    mount: async (image) => await buildah('mount', await buildah('from', '--pull-never', image)),
    close: async () => {
      await buildah('umount', '--all').catch(() => undefined);
      await runCommand([...asRoot, 'rm', '-rf', place]);
    },
  };
};
