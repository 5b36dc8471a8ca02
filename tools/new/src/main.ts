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
    // What charts, brokers and readers are told of a new service comes from the contract too.
    const generated = linked.code === 0 ? await runCommand(process.execPath, ['tools/generate/src/main.ts']) : linked;
    process.stdout.write(generated.code === 0 ? 'Linked. `npm test` passes; now say what it does.\n' : `${generated.output}\nRun npm install to link it, and npm run generate.\n`);
    process.exitCode = generated.code;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
