import { pino, type DestinationStream, type Logger } from 'pino';

/** JSON lines: time, level, service, msg and coordinates. Payloads are never logged; names that hold secrets are masked anyway. */
export const createLogger = (level: string, destination?: DestinationStream): Logger => pino({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: ['*.password', '*.token', '*.apiKey', '*.authorization', 'password', 'token', 'apiKey', 'authorization'], censor: '********' },
}, destination ?? pino.destination({ dest: 1, sync: false }));
