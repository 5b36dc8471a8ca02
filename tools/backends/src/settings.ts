/** The running servers as the settings that services read. */
import type { Running, StartableBackend } from './running.ts';

const withQuery = (url: string, name: string, value: string): string => `${url}${url.includes('?') ? '&' : '?'}${name}=${value}`;

type Apart = (url: string, name: string) => string;

/** How each server keeps platforms apart that share it. */
const apart: Readonly<Record<StartableBackend, Apart>> = {
  kafka: (url, name) => withQuery(url, 'prefix', `${name}.`),
  postgres: (url, name) => withQuery(url, 'schema', name),
  qdrant: (url, name) => withQuery(url, 'prefix', `${name}.`),
  s3: (url, name) => url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
};

const settingsOf: Readonly<Record<StartableBackend, readonly string[]>> = {
  kafka: ['EVENT_LOG_URL'],
  postgres: ['DOCUMENTS_URL', 'RELATIONAL_URL'],
  s3: ['OBJECTS_URL'],
  qdrant: ['VECTORS_URL'],
};

/**
 * Lines for a shell, `export NAME='url'`. With a name, the platform has topics, tables and a bucket of its own. Throws when the name is not
 * short, lower-case and plain.
 */
export const exports = (running: Running, name?: string): readonly string[] => {
  if (name !== undefined && !/^[a-z][a-z0-9]{2,19}$/.test(name)) {
    throw new Error(`--name takes 3 to 20 small letters and digits, a letter first, not ${JSON.stringify(name)}`);
  }
  return (Object.keys(settingsOf) as StartableBackend[]).flatMap((backend) => {
    const url = running[backend]?.url;
    if (url === undefined) return [];
    const named = name === undefined ? url : apart[backend](url, name);
    return settingsOf[backend].map((setting) => `export ${setting}='${named}'`);
  });
};
