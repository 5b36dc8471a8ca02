import { hostname } from 'node:os';

/** Names this process among those that run the same service. */
export const instanceName = (): string => `${hostname().slice(0, 80)}:${process.pid}`;
