import { StreamForgeError } from '@streamforge/contracts/errors';
import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import { Tenant } from '@streamforge/contracts/events/fields';
import type { FastifyRequest } from 'fastify';
import { RequestFault } from './fault.ts';

/** Names the tenant whose data is asked about; keys of one tenant need none. */
export const TENANT_HEADER = 'x-streamforge-tenant';

/**
 * Whose data a request may read: its key’s tenant. A caller that is not bound to one (an admin key, or anybody on an open loopback) may
 * name one in a header. Nothing in a message or a document counts.
 */
export const tenantOf = ({ access, headers }: Pick<FastifyRequest, 'access' | 'headers'>): string => {
  const own = access?.tenant ?? null;
  const named = headers[TENANT_HEADER];
  if (named === undefined) return own ?? DEFAULT_TENANT;
  const tenant = Tenant.safeParse(named);
  if (!tenant.success) throw new RequestFault(TENANT_HEADER, 'it is no tenant’s name');
  if (own !== null && tenant.data !== own) throw new StreamForgeError('API_KEY_FORBIDDEN', `It is for the tenant ${own}.`);
  return tenant.data;
};
