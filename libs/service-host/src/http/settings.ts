/** What the HTTP side of a host needs to know, and how it follows from the configuration. */
import { TerminalError } from '@streamforge/contracts/errors';
import { Tenant } from '@streamforge/contracts/events/fields';
import { z } from 'zod';
import type { HostSettings } from '../config/host-settings.ts';

/** A key as it is configured: its hash, never itself. */
export const ApiKey = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'lower-case hex of the key’s SHA-256'),
  topics: z.array(z.string().min(1).max(249)).default([]).describe('Topics it may produce to; "*" means all. Every key may read.'),
  admin: z.boolean().default(false).describe('May redrive and change the platform.'),
  /** Optional: absent means the default tenant, and any tenant for an admin key. */
  tenant: Tenant.optional().describe('Whose documents its answers may rest on.'),
});
export type ApiKey = z.output<typeof ApiKey>;

export interface HttpSettings {
  /** Address to bind. */
  readonly host: string;
  /** Host names served besides 127.0.0.1, localhost and [::1]. */
  readonly hosts: readonly string[];
  /** Web origins that may call, such as `https://desk.example`. */
  readonly origins: readonly string[];
  readonly keys: readonly ApiKey[];
  /** Serve other than loopback without keys. */
  readonly insecure: boolean;
  /** Secret of this run: lets the local command line do what an admin key would. */
  readonly token: string;
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Throws CONFIG_INVALID for keys that can't be read, and for an open bind without keys. */
export const httpSettings = (settings: HostSettings, token: string): HttpSettings => {
  const keys = keysOf(settings.STREAMFORGE_API_KEYS);
  const host = settings.STREAMFORGE_HTTP_HOST;
  if (!isLoopback(host) && keys.length === 0 && !settings.STREAMFORGE_INSECURE) {
    const remedy = 'set STREAMFORGE_API_KEYS, or STREAMFORGE_INSECURE=true';
    throw new TerminalError('CONFIG_INVALID', `STREAMFORGE_HTTP_HOST: ${host} can be reached from other machines: ${remedy}.`);
  }
  return {
    host,
    hosts: settings.STREAMFORGE_HTTP_HOSTS,
    origins: settings.STREAMFORGE_HTTP_ORIGINS,
    keys,
    insecure: settings.STREAMFORGE_INSECURE,
    token,
  };
};

const keysOf = (text: string | undefined): readonly ApiKey[] => {
  if (text === undefined) return [];
  const parsed = z.array(ApiKey).safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`.replace(/^: /, ''));
  throw new TerminalError('CONFIG_INVALID', `STREAMFORGE_API_KEYS: ${problems.join('; ')}; its value is not shown.`);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own error would show the value.
    throw new TerminalError('CONFIG_INVALID', 'STREAMFORGE_API_KEYS: it is not valid JSON; its value is not shown.');
  }
};
