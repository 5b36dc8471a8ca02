/** Who asks, and what they may do. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { TerminalError } from '@streamforge/contracts/errors';
import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import type { FastifyRequest } from 'fastify';
import type { ApiKey, HttpSettings } from './settings.ts';

export interface Access {
  /** May redrive and change the platform. */
  readonly admin: boolean;
  /** May produce to a topic. */
  produces(topic: string): boolean;
  /** The tenant that it is bound to; null when it may name any. */
  readonly tenant: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on probes that were asked without a key. */
    access: Access | null;
  }
}

const everything: Access = { admin: true, produces: () => true, tenant: null };

/** The secret a request presents: `Authorization: Bearer …` or `X-Api-Key`. */
const presented = ({ headers }: FastifyRequest): string | undefined => {
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const plain = headers['x-api-key'];
  return bearer ?? (typeof plain === 'string' ? plain : undefined);
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells who asks; null when a key is needed and none that is known was sent. Every key is compared, each in constant time. */
export const accessReader = (
  { keys, insecure, host, token }: HttpSettings, loopback: boolean,
): ((request: FastifyRequest) => Access | null) => {
  const open = keys.length === 0 && (loopback || insecure);
  if (open) return () => everything;
  if (keys.length === 0) throw new TerminalError('CONFIG_INVALID', `${host} can be reached from other machines and there are no API keys.`);
  const known = [
    { hash: digest(token), access: everything },
    ...keys.map((key) => ({ hash: Buffer.from(key.sha256, 'hex'), access: scoped(key) })),
  ];
  return (request) => {
    const secret = presented(request);
    if (secret === undefined) return null;
    const hash = digest(secret);
    let found: Access | null = null;
    for (const candidate of known) if (timingSafeEqual(candidate.hash, hash)) found = candidate.access;
    return found;
  };
};

const scoped = ({ topics, admin, tenant }: ApiKey): Access => {
  const named = new Set(topics);
  return { admin, produces: (topic) => named.has('*') || named.has(topic), tenant: tenant ?? (admin ? null : DEFAULT_TENANT) };
};

/** Throws API_KEY_FORBIDDEN unless the request may produce to the topic. */
export const requireTopic = ({ access }: FastifyRequest, topic: string): void => {
  if (access?.produces(topic) !== true) throw new TerminalError('API_KEY_FORBIDDEN', 'It may not produce here.', { topic });
};

/** Throws API_KEY_FORBIDDEN unless the request may change the platform. */
export const requireAdmin = ({ access }: FastifyRequest): void => {
  if (access?.admin !== true) throw new TerminalError('API_KEY_FORBIDDEN', 'This needs an admin key.');
};
