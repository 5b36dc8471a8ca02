import { openPool } from '@streamforge/postgres/pool';
import { openPostgresRelational } from '@streamforge/relational/postgres';
import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { eventTimeSuite } from './event-time.ts';
import { ledgerSuite, type Place } from './suite.ts';

const url = backendUrl('postgres');
const withOptions = (options: string): string => `${url}${url?.includes('?') === true ? '&' : '?'}${options}`;
let places = 0;

describe.skipIf(url === undefined)('a ledger in Postgres', () => {
  const newPlace = async (): Promise<Place> => {
    places += 1;
    const schema = `ledger_${process.pid}_${places}`;
    return {
      open: () => openPostgresRelational({ endpoint: { url: withOptions(`schema=${schema}&pool=5`) } }),
      dispose: async () => {
        const pool = await openPool({ endpoint: { url: url ?? '' }, applicationName: 'ledger-test' });
        await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await pool.close();
      },
    };
  };
  ledgerSuite(newPlace);
  eventTimeSuite(newPlace);
});
