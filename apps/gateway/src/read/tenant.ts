import { TerminalError } from '@streamforge/contracts/errors';
import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import type { FastifyRequest } from 'fastify';

export type Asking = Pick<FastifyRequest, 'access'>;

/** The tenant whose alone a request may read; null when it may read every tenant's. */
export const boundTo = ({ access }: Asking): string | null => access?.tenant ?? null;

/** Whether a request may read what is a tenant's. A key that is bound to one reads no other's. */
const mayRead = (request: Asking, tenant: string): boolean => [null, tenant].includes(boundTo(request));

/** Whose documents a request reads: its key's tenant, else the one it names, else the default one. Throws API_KEY_FORBIDDEN for another's. */
export const tenantOf = (request: Asking, named?: string): string => {
  const tenant = named ?? request.access?.tenant ?? DEFAULT_TENANT;
  if (!mayRead(request, tenant)) throw new TerminalError('API_KEY_FORBIDDEN', `It is for another tenant than ${tenant}.`);
  return tenant;
};
