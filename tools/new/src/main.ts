/** `npm run new -- library <name>` and `npm run new -- service <name>`: a package that passes every check at once. */
import { runCommand } from '@streamforge/check/run-command';
import { packageName } from './name.ts';
import { kinds, makePackage } from './new-package.ts';

const [asked, word, ...rest] = process.argv.slice(2);
const kind = kinds.find((known) => known === asked);

if (kind === undefined || word === undefined || rest.length > 0) {
  process.stderr.write('npm run new -- library <name>\nnpm run new -- service <name>\n');
  process.exitCode = 2;
} else {
  try {
    const paths = await makePackage({ root: process.cwd(), kind, name: packageName(word) });
    for (const path of paths) process.stdout.write(`${path}\n`);
    const linked = await runCommand('npm', ['install', '--prefer-offline']);
    process.stdout.write(linked.code === 0 ? 'Linked. `npm test` passes; now say what it does.\n' : `${linked.output}\nRun npm install to link it.\n`);
    process.exitCode = linked.code;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
