import type { FastifyRequest } from 'fastify';

/** Whether who asks has the very bytes that an entity tag (quoted, strong) names. Source: RFC 9110, 13.1.2. */
export const hasAlready = ({ headers }: Pick<FastifyRequest, 'headers'>, tag: string): boolean => {
  const held = headers['if-none-match'] ?? '';
  return held.trim() === '*' || [...held.matchAll(/"[^"]*"/g)].some(([one]) => one === tag);
};
