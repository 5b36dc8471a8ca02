/** Whether the environment names servers, or leaves everything in the data directory. */
import { maskedUrl } from '@streamforge/contracts/endpoint';
import type { Environment } from '@streamforge/service-host/config/read';

const namesServer = (env: Environment, name: string): boolean => !/^(sqlite:|file:|$)/.test(env[name] ?? '');

/** Whether a server keeps the log: services elsewhere may then be handling what it takes. */
export const logOnServers = (env: Environment): boolean => namesServer(env, 'EVENT_LOG_URL');

/** What tells a log on servers from others: its URL without the secret; undefined for the data directory's own. */
export const logAddress = (env: Environment): string | undefined => logOnServers(env) ? maskedUrl(env['EVENT_LOG_URL'] ?? '') : undefined;

/** Whether a server keeps anything a command asks for, so that the data directory need not hold a platform. */
export const onServers = (env: Environment): boolean => logOnServers(env) || namesServer(env, 'DOCUMENTS_URL');
