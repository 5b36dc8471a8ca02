import { openPool } from '@streamforge/postgres/pool';
import { openPostgresRelational } from '@streamforge/relational/postgres';
import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { registrySuite } from './registry-suite.ts';

const url = backendUrl('postgres');
const withOptions = (options: string): string => `${url}${url?.includes('?') === true ? '&' : '?'}${options}`;
let places = 0;

describe.skipIf(url === undefined)('on Postgres', () => {
  registrySuite(async () => {
    places += 1;
    const schema = `registry_${process.pid}_${places}`;
    return {
      open: () => openPostgresRelational({ endpoint: { url: withOptions(`schema=${schema}&pool=5`) } }),
      dispose: async () => {
        const pool = await openPool({ endpoint: { url: url ?? '' }, applicationName: 'registry-test' });
        await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await pool.close();
      },
    };
  });
});
