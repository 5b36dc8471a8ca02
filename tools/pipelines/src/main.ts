/** What the job `settings` runs: says each setting and each file that nobody filled in, and ends with 1 where there is one. Needs no package. */
import { readdir, readFile } from 'node:fs/promises';
import { filesToFill, nameFaults, placeholderFaults, settingFaults } from './settings.ts';

const files = await Promise.all(filesToFill(process.env).map(async (path) => placeholderFaults(path, await readFile(path, 'utf8'))));
const services = (await readdir('.gitlab/services')).map((file) => file.replace('.yml', ''));
const faults = [...settingFaults(process.env), ...nameFaults(process.env, services), ...files.flat()];
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
