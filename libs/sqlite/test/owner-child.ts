/** Takes the directory named in its arguments, says so, and stays. */
import { ownDirectory } from '../src/owner.ts';

await ownDirectory(process.argv[2] ?? '');
process.stdout.write('owned\n');
setInterval(() => undefined, 60_000);
