/** `node tools/images/src/main.ts bundle <app> <folder>`: what the Dockerfile does to make a service's few files. */
import { resolve } from 'node:path';
import { bundle } from './bundle.ts';

const [command, app, outdir] = process.argv.slice(2);
if (command !== 'bundle' || app === undefined || outdir === undefined) {
  process.stderr.write('usage: node tools/images/src/main.ts bundle <app> <folder>\n');
  process.exit(2);
}
const files = await bundle({ root: resolve(import.meta.dirname, '..', '..', '..'), app, outdir: resolve(outdir) });
process.stdout.write(`${app}: ${files.length} files in ${outdir}\n`);
