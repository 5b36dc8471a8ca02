/** `npm run service -- <name>`: runs one service as a process of its own, set up by environment variables alone. */
import { serviceNames, serviceOf } from '@streamforge/contracts/services';

const usage = `Usage: npm run service -- <name> [--print-config]

Runs one service as a process of its own until SIGTERM or SIGINT; a second signal forces. Settings come from environment variables:
--print-config shows all of them with the values they have. EVENT_LOG_URL, DOCUMENTS_URL, RELATIONAL_URL, OBJECTS_URL and
VECTORS_URL say which backends it uses; each has _USER, _PASSWORD, _CA, _CERT and _KEY beside it, and every variable may be NAME_FILE instead.

Services:
${serviceNames.map((name) => `  ${name.padEnd(12)}${serviceOf(name).says}`).join('\n')}
`;

const [given] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const name = serviceNames.find((known) => known === given);

if (name !== undefined && !process.argv.includes('--help')) {
  await import(new URL(`../../../apps/${name}/src/main.ts`, import.meta.url).href);
} else if (given === undefined || process.argv.includes('--help')) {
  process.stdout.write(usage);
  process.exitCode = process.argv.includes('--help') ? 0 : 2;
} else {
  process.stderr.write(`error: there is no service ${JSON.stringify(given)}; there are ${serviceNames.join(', ')}. Fix: See --help.\n`);
  process.exitCode = 2;
}
