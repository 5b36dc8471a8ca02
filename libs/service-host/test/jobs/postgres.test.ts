import { openPostgresRelational } from '@streamforge/relational/postgres';
import { sql } from '@streamforge/relational/port';
import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { jobsConformance } from '../../src/conformance/jobs.ts';

const base = backendUrl('postgres');
let places = 0;

describe.skipIf(base === undefined)('on Postgres', () => {
  jobsConformance(() => {
    places += 1;
    const schema = `jobs_${process.pid}_${places}`;
    const url = `${base}${base?.includes('?') === true ? '&' : '?'}schema=${schema}&pool=4`;
    const open = () => openPostgresRelational({ endpoint: { url } });
    return Promise.resolve({
      where: { url }, open,
      dispose: async () => {
        const port = await open();
        await sql`DROP SCHEMA ${sql.id(schema)} CASCADE`.execute(port.query());
        await port.close();
      },
    });
  });
});
