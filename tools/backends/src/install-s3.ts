import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, run } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';

const version = 'v1.8.0';
const module = `github.com/versity/versitygw/cmd/versitygw@${version}`;

/** Path of the S3 server's program; the first time it is built from source, in about two minutes on two cores. */
export const installS3 = async (tell: Tell, cache = cacheFolder): Promise<string> => {
  const folder = await installed({
    name: 's3',
    folder: join(cache, `versitygw-${version}`),
    fill: async (into) => {
      tell(`s3: building versitygw ${version}`);
      const work = join(cache, 'go-build');
      await mkdir(work, { recursive: true });
      await run('go', ['install', '-ldflags', '-s -w', module], {
        cwd: work,
        env: {
          // Folders of our own: HOME may be empty, and a later run goes on where a failed one stopped.
          GOPATH: join(work, 'path'), GOMODCACHE: join(work, 'modules'), GOCACHE: join(work, 'cache'), GOBIN: into,
          // A larger heap before each collection costs memory and saves a third of the compiler's time.
          GOFLAGS: '-buildvcs=false -modcacherw', GOGC: '400', CGO_ENABLED: '0',
        },
        missing: 'Install Go 1.24 or newer (https://go.dev/dl), or set S3_URL to a server that runs.',
      });
      await rm(work, { recursive: true, force: true });
    },
  }, tell);
  return join(folder, 'versitygw');
};
