/** The settings every service has. Names of environment variables; the description is what the docs and `--print-config` show. */
import { z } from 'zod';
import { endpointSettings } from './endpoint-settings.ts';

const count = (least: number, most: number) => {
  const says = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(says).int(says).min(least, says).max(most, says);
};
const list = z.string().transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''));
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const HostSettings = z.object({
  STREAMFORGE_DATA: z.string().min(1).default('data').describe('Directory of the embedded adapters.'),
  STREAMFORGE_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; any but loopback needs API keys.'),
  STREAMFORGE_HTTP_PORT: count(0, 65_535).optional().describe('Port to listen on; 0 takes a free one; default: the service’s own.'),
  STREAMFORGE_HTTP_HOSTS: list.prefault('').describe('Further Host names that are served, comma-separated.'),
  STREAMFORGE_HTTP_ORIGINS: list.prefault('').describe('Web origins that may call, comma-separated.'),
  STREAMFORGE_API_KEYS: z.string().optional().meta({ secret: true }).describe('API keys: JSON array of {sha256, topics, admin, tenant}.'),
  STREAMFORGE_INSECURE: flag.prefault('false').describe('Serve other than loopback without API keys.'),
  STREAMFORGE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe log line written.'),
  STREAMFORGE_BATCH_RECORDS: count(1, 10_000).default(500).describe('Most records handled together.'),
  STREAMFORGE_BATCH_BYTES: count(1_024, 67_108_864).default(4_194_304).describe('Most bytes handled together; one record is always taken.'),
  STREAMFORGE_INFLIGHT_RECORDS: count(1, 1_000_000).default(3_000).describe('Most records of a service being handled at once.'),
  STREAMFORGE_INFLIGHT_BYTES: count(1_048_576, 1_073_741_824).default(67_108_864).describe('Most bytes of a service being handled at once.'),
  STREAMFORGE_DRAIN_SECONDS: count(0, 600).default(25).describe('Grace for work in flight when stopping.'),
  ...endpointSettings,
});

export type HostSettings = z.output<typeof HostSettings>;

/** Variables of ours that are read elsewhere than by a service. */
export const knownElsewhere: readonly string[] = ['STREAMFORGE_SHARED', 'STREAMFORGE_URL', 'STREAMFORGE_TOKEN'];

/** Variables that start like this are ours: an unknown one is probably misspelt. */
export const ourPrefixes: readonly string[] = ['STREAMFORGE_', 'EVENT_LOG_', 'DOCUMENTS_', 'RELATIONAL_', 'OBJECTS_', 'VECTORS_', 'LLM_', 'EMBEDDINGS_', 'GNN_', 'ROI_'];
