import { maskedUrl, type Endpoint } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';

/** What a role is opened with. */
export interface RoleOptions {
  readonly endpoint: Endpoint;
  /** Of the embedded adapters. */
  readonly directory: string;
  readonly clock: Clock;
}

/** What stands before the colon, without `+tls`. */
export const schemeOf = ({ url }: Endpoint): string => /^([a-z][a-z0-9]*)(\+tls)?:/.exec(url)?.[1] ?? '';

/** An option in the URL's query; undefined when it is absent or empty. */
export const optionOf = ({ url }: Endpoint, name: string): string | undefined =>
  new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? '').get(name) || undefined;

/** Whether a URL names an adapter that keeps its files in the data directory. */
export const isEmbedded = (endpoint: Endpoint): boolean => ['sqlite', 'file'].includes(schemeOf(endpoint));

/** What is thrown where a URL names no server that can fill the role. */
export const unknownScheme = (name: string, { url }: Endpoint, known: readonly string[]): TerminalError =>
  new TerminalError('CONFIG_INVALID', `${name} is "${maskedUrl(url)}"; there are ${known.join(', ')}.`);
