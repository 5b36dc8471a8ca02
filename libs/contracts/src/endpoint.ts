/**
 * Where a backend is and how to be let in. URLs are `<scheme>://[user[:password]@]host[:port][,host[:port]…][/path][?name=value…]`; a
 * scheme ending in `+tls` encrypts. Secrets are better given beside the URL, since URLs end up in logs.
 */
import { TerminalError } from './errors.ts';

/** What the settings say of one role's backend. */
export interface Endpoint {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** PEM of the authority that signed the server's certificate; the system's authorities when absent. */
  readonly ca?: string | undefined;
  /** PEM of our own certificate and its key, for mutual TLS. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export interface ParsedEndpoint extends Omit<Endpoint, 'url'> {
  /** Without `+tls`. */
  readonly scheme: string;
  readonly tls: boolean;
  /** At least one. */
  readonly hosts: readonly HostAndPort[];
  /** Without the leading slash. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const shape = /^(?<scheme>[a-z][a-z0-9]*)(?<tls>\+tls)?:\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?#]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const place = /^(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+)(?::(?<port>\d{1,5}))?$/;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The URL with its password hidden, for messages. */
export const maskedUrl = (url: string): string => url.replace(/^([^:/]+:\/\/[^:@/?]*):[^@/?]*@/, '$1:********@');

const placesOf = (hosts: string, defaultPort: number): readonly HostAndPort[] | undefined => {
  const places = hosts.split(',').map((text) => place.exec(text)?.groups);
  if (!places.every((groups) => groups !== undefined)) return undefined;
  const parsed = places.map(({ host = '', port }) => ({ host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) }));
  return parsed.every(({ port }) => port >= 1 && port <= 65_535) ? parsed : undefined;
};

/** Reads an endpoint. User and password beside the URL win over those in it. Throws `CONFIG_INVALID` naming the masked URL. */
export const parseEndpoint = (endpoint: Endpoint, { scheme, defaultPort }: { readonly scheme: string; readonly defaultPort: number }): ParsedEndpoint => {
  const groups = shape.exec(endpoint.url)?.groups;
  const hosts = groups === undefined ? undefined : placesOf(groups['hosts'] ?? '', defaultPort);
  if (groups === undefined || hosts === undefined || groups['scheme'] !== scheme) {
    const wanted = `${scheme}://host:${defaultPort}, or ${scheme}+tls:// to encrypt`;
    throw new TerminalError('CONFIG_INVALID', `"${maskedUrl(endpoint.url)}" can't be read: it should look like ${wanted}.`);
  }
  const { user, password } = groups;
  return {
    scheme, hosts,
    tls: groups['tls'] !== undefined,
    path: decoded(groups['path'] ?? ''),
    query: new URLSearchParams(groups['query'] ?? ''),
    user: endpoint.user ?? (user === undefined ? undefined : decoded(user)),
    password: endpoint.password ?? (password === undefined ? undefined : decoded(password)),
    ca: endpoint.ca,
    cert: endpoint.cert,
    key: endpoint.key,
  };
};
