/** Runs an image's own command as a container engine would: its user, its environment, its root file system read-only. Needs root and Linux. */
import type { ImageConfig } from './buildah.ts';
import { asRoot } from './run-command.ts';

/** Of the words that follow: the root file system, the volume's folder, its place, the user, the folder to start in. */
const script = `set -eu
root=$1 volume=$2 place=$3 user=$4 folder=$5
shift 5
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$volume" "$root$place"
mount -t tmpfs -o size=64m tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" "$root" /usr/bin/env -i -C "$folder" "$@"`;

export interface RunImage {
  readonly config: ImageConfig;
  /** Its root file system. */
  readonly rootfs: string;
  /** A folder of this machine that becomes the image's volume. */
  readonly volume: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The words of a command that becomes the image's, in the same process, so that a signal reaches it. */
export const runImageCommand = ({ config, rootfs, volume, env }: RunImage): readonly string[] => {
  const [place] = Object.keys(config.Volumes);
  if (place === undefined) throw new Error('the image names no volume');
  const variables = [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
  return [
    ...asRoot, 'unshare', '--mount', 'sh', '-c', script, 'sh', rootfs, volume, place, config.User, config.WorkingDir,
    ...variables, ...config.Entrypoint,
  ];
};
