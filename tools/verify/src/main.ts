/** `npm run verify -- <area> [--only <pattern>] [--json]`: measures each figure of an area's acceptance; exits 1 when one falls short. */
import { parseArgs } from 'node:util';
import { verify } from './verify.ts';

const usage = 'Usage: npm run verify -- <area> [--only <pattern>] [--json]';

const read = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return process.exit(2);
  }
};
const { values, positionals } = read();
if (values.help) process.stdout.write(`${usage}\n`);

process.exitCode = await verify({
  areas: new URL('../areas/', import.meta.url),
  area: values.help ? undefined : positionals[0],
  only: values.only === undefined ? undefined : new RegExp(values.only, 'i'),
  json: values.json,
  tell: (text) => void process.stdout.write(`${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`),
  monotonic: () => performance.now(),
});
