/** `npm run boundaries`: checks the workspace in the current folder; prints each violation and exits 1 when there is one. */
import { readFile } from 'node:fs/promises';
import { edgeViolations } from './edge-rules.ts';
import { ambientViolations, nameViolations } from './file-rules.ts';
import { filesUnder, importsOf } from './imports.ts';
import { readWorkspace } from './workspace.ts';

const files = await filesUnder('.', ['apps', 'libs', 'tools']);
const sources = files.filter((file) => file.endsWith('.ts'));
const [workspace, imports, ambient] = await Promise.all([
  readWorkspace(process.cwd()),
  importsOf('.', sources),
  Promise.all(sources.map(async (file) => ambientViolations(file, await readFile(file, 'utf8')))),
]);
const violations = [...edgeViolations(workspace, imports), ...nameViolations(files), ...ambient.flat()];

for (const violation of violations) process.stdout.write(`${violation}\n`);
process.stdout.write(`${workspace.projects.length} packages, ${workspace.edges.length} edges, ${imports.length} imports, ${violations.length} violations\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
