import { openPool } from '@streamforge/postgres/pool';
import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { relationalConformance } from '../src/conformance.ts';
import { openPostgresRelational } from '../src/postgres.ts';

const url = backendUrl('postgres');
const withOptions = (options: string): string => `${url}${url?.includes('?') === true ? '&' : '?'}${options}`;
let places = 0;

describe.skipIf(url === undefined)('on Postgres', () => {
  relationalConformance(async () => {
    places += 1;
    const schema = `relational_${process.pid}_${places}`;
    return {
      open: () => openPostgresRelational({ endpoint: { url: withOptions(`schema=${schema}&pool=5`) } }),
      dispose: async () => {
        const pool = await openPool({ endpoint: { url: url ?? '' }, applicationName: 'relational-test' });
        await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await pool.close();
      },
    };
  });
});
