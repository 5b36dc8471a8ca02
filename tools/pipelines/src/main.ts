/** What the job `settings` runs: says each setting that nobody filled in, and ends with 1 where there is one. Needs no package. */
import { settingFaults } from './settings.ts';

const faults = settingFaults(process.env);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
