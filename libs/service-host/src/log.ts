import { pino, type DestinationStream, type Logger } from 'pino';

const secrets = ['password', 'token', 'apiKey', 'authorization'];

/** JSON lines: time, level, service, msg and coordinates. Payloads are never logged; names that hold secrets are masked anyway. */
export const createLogger = (level: string, destination?: DestinationStream): Logger => pino({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '********' },
}, destination ?? pino.destination({ dest: 1, sync: false }));
