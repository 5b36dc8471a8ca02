import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { schemeOf, unknownScheme, type RoleOptions } from './role.ts';

/** The relational store that the URL names. */
export const openRelational = async ({ endpoint, directory }: RoleOptions): Promise<Relational> => {
  switch (schemeOf(endpoint)) {
    case 'sqlite': return await openEmbeddedRelational({ directory });
    case 'postgres': return await (await import('@streamforge/relational/postgres')).openPostgresRelational({ endpoint });
    default: throw unknownScheme('RELATIONAL_URL', endpoint, ['sqlite:', 'postgres://', 'postgres+tls://']);
  }
};
