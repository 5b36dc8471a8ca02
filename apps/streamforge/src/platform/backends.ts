/** Whether the environment names servers, or leaves everything in the data directory. */
import type { Environment } from '@streamforge/service-host/config/read';

const namesServer = (env: Environment, name: string): boolean => !/^(sqlite:|file:|$)/.test(env[name] ?? '');

/** Whether a server keeps the log: services elsewhere may then be handling what it takes. */
export const logOnServers = (env: Environment): boolean => namesServer(env, 'EVENT_LOG_URL');

/** Whether a server keeps anything a command asks for, so that the data directory need not hold a platform. */
export const onServers = (env: Environment): boolean => logOnServers(env) || namesServer(env, 'DOCUMENTS_URL');
