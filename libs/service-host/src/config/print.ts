import { maskedUrl } from '@streamforge/contracts/endpoint';
import type { z } from 'zod';
import { isSecret } from './read.ts';

/** Every setting with the value it has, one a line, secrets and passwords in URLs masked: what `--print-config` writes. */
export const printConfig = (schema: z.ZodObject, settings: Readonly<Record<string, unknown>>): string =>
  Object.entries(schema.shape).map(([name, field]) => {
    const value = settings[name];
    const shown = value === undefined ? '' : isSecret(field as z.ZodType) ? '********' : spelled(value);
    return `${name}=${shown}`;
  }).join('\n');

const spelled = (value: unknown): string => {
  if (typeof value === 'string') return maskedUrl(value);
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value);
};
