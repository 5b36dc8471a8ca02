import { TerminalError } from '@streamforge/contracts/errors';
import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import type { FastifyRequest } from 'fastify';

type Asking = Pick<FastifyRequest, 'access'>;

/** Whether a request may read what is a tenant's. A key that is bound to one reads no other's. */
export const mayRead = ({ access }: Asking, tenant: string): boolean => {
  const own = access?.tenant ?? null;
  return own === null || own === tenant;
};

/** Whose documents a request reads: its key's tenant, else the one it names, else the default one. Throws API_KEY_FORBIDDEN for another's. */
export const tenantOf = (request: Asking, named?: string): string => {
  const tenant = named ?? request.access?.tenant ?? DEFAULT_TENANT;
  if (!mayRead(request, tenant)) throw new TerminalError('API_KEY_FORBIDDEN', `It is for another tenant than ${tenant}.`);
  return tenant;
};
