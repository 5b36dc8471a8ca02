/** Programs built from published Go modules. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './install.ts';

/** Go's settings for a build that works in a folder and puts its programs into another. */
export const goSettings = (work: string, into: string): Readonly<Record<string, string>> => ({
  // Folders of our own: HOME may be empty, and a later run goes on where a failed one stopped.
  GOPATH: join(work, 'path'), GOMODCACHE: join(work, 'modules'), GOCACHE: join(work, 'cache'), GOBIN: into,
  // A larger heap before each collection costs memory and saves a third of the compiler's time.
  GOFLAGS: '-buildvcs=false -modcacherw', GOGC: '400', CGO_ENABLED: '0',
});

export interface GoInstall {
  /** `<path of the command>@<version>`. */
  readonly command: string;
  /** Where it works; removed at its end. */
  readonly work: string;
  /** The folder that the program is put into. */
  readonly into: string;
  /** What to do where there is no Go. */
  readonly missing: string;
}

/** Builds one program. Rejects with the compiler's last lines. */
export const goInstall = async ({ command, work, into, missing }: GoInstall): Promise<void> => {
  await mkdir(work, { recursive: true });
  await run('go', ['install', '-ldflags', '-s -w', command], { cwd: work, env: goSettings(work, into), missing });
  await rm(work, { recursive: true, force: true });
};
