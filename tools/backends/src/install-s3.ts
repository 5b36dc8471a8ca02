import { join } from 'node:path';
import { goInstall } from './go-install.ts';
import { installed } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';

const version = 'v1.8.0';
const command = `github.com/versity/versitygw/cmd/versitygw@${version}`;

/** Path of the S3 server's program; the first time it is built from source, in about two minutes on two cores. */
export const installS3 = async (tell: Tell, cache = cacheFolder): Promise<string> => {
  const folder = await installed({
    name: 's3',
    folder: join(cache, `versitygw-${version}`),
    fill: async (into) => {
      tell(`s3: building versitygw ${version}`);
      const missing = 'Install Go 1.24 or newer (https://go.dev/dl), or set S3_URL to a server that runs.';
      await goInstall({ command, work: join(cache, 'go-build'), into, missing });
    },
  }, tell);
  return join(folder, 'versitygw');
};
