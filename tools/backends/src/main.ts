/** `npm run backends -- up | down | status | env`: real servers on loopback, for development and tests. */
import { parseArgs } from 'node:util';
import { down, isStartable, status, up } from './commands.ts';
import { backendNames, noted } from './running.ts';
import { exports } from './settings.ts';

const usage = `Usage: npm run backends -- up     [kafka] [postgres] [s3] [qdrant] [--brokers 3]
       npm run backends -- down   [kafka] [postgres] [s3] [qdrant] [--wipe]
       npm run backends -- status [kafka] [postgres] [s3] [qdrant] [--secrets]
       npm run backends -- env    [--name <platform>]

Real servers on 127.0.0.1 for development and tests, without a container engine: Kafka 4.3 (KRaft), Postgres 18 with pgvector,
an S3 server, and Qdrant's engine behind an HTTP front of ours. The first start downloads or builds them into .cache/backends; later ones
take seconds. They go on running until \`down\`, which keeps their data. Without names, all are meant. \`env\` prints them as the settings
that services read, for a shell: eval "$(npm run --silent backends -- env)".

  --brokers 3   three Kafka brokers, three copies of which two must be in sync (default: one broker)
  --wipe        remove the data too
  --secrets     show URLs with their passwords
  --name        keep a platform apart from others on these servers: topics, tables and a bucket of its own

Their URLs are in .cache/backends/running.json, where tests find them. Kafka needs Java 17 and Maven for the download, Postgres
and Qdrant Python 3 with venv, S3 Go to be built. KAFKA_URL, POSTGRES_URL, S3_URL and QDRANT_URL name other servers for the tests to use.
`;

const refuse = (reason: string): void => {
  process.stderr.write(`error: ${reason}. Fix: See npm run backends -- --help.\n`);
  process.exitCode = 2;
};

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const main = async (): Promise<void> => {
  const { values, positionals: [command, ...words] } = parseArgs({
    allowPositionals: true,
    options: {
      brokers: { type: 'string', default: '1' }, wipe: { type: 'boolean', default: false },
      secrets: { type: 'boolean', default: false }, name: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return tell(usage.trimEnd());
  const unknown = words.find((word) => !isStartable(word));
  if (unknown !== undefined) return refuse(`there is no backend ${JSON.stringify(unknown)}; there are ${backendNames.join(', ')}`);
  if (values.brokers !== '1' && values.brokers !== '3') return refuse(`--brokers must be 1 or 3, not ${JSON.stringify(values.brokers)}`);
  const names = words.length === 0 ? backendNames : [...new Set(words.filter(isStartable))];
  switch (command) {
    case 'up': return up({ names, brokers: Number(values.brokers), tell });
    case 'down': return down({ names, wipe: values.wipe, tell });
    case 'status': {
      if (!status({ names, secrets: values.secrets, tell })) process.exitCode = 1;
      return;
    }
    case 'env': {
      const lines = exports(noted(), values.name);
      if (lines.length === 0) return refuse('no server runs; npm run backends -- up starts them');
      return lines.forEach(tell);
    }
    case undefined: return refuse('say up, down, status or env');
    default: return refuse(`there is no command ${JSON.stringify(command)}`);
  }
};

// Ends by itself, so that servers which are not up yet end too.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  await main();
} catch (error) {
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) refuse(error.message.split('. ')[0] ?? error.message);
  else {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
