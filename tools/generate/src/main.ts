/** `npm run generate` writes what is made from the contract. */
import { artefactsOf } from './artefacts.ts';
import { readContract } from './contract.ts';
import { writeAll } from './write.ts';

await writeAll('.', artefactsOf(await readContract()));
