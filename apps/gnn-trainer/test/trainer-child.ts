/**
 * The trainer in a process of its own over a data directory, which ends itself with SIGKILL at a chosen call of a port. Words: the directory,
 * then `before` or `after`, `put`, `remove` or `produce`, a pattern of the key or topic, and which of the calls that match.
 */
import { systemClock } from '@streamforge/determinism/clock';
import { startHost, type OpenPorts } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { pino } from 'pino';
import { gnnTrainer } from '../src/service.ts';

const [directory = '', when = '', call = '', pattern = '', nth = ''] = process.argv.slice(2);

let left = Number(nth);
const fatal = async <Result>(name: string, key: string, work: () => Promise<Result>): Promise<Result> => {
  const now = name === call && new RegExp(pattern).test(key) && (left -= 1) === 0;
  if (now && when === 'before') process.kill(process.pid, 'SIGKILL');
  const result = await work();
  if (now) process.kill(process.pid, 'SIGKILL');
  return result;
};

const mortal = (ports: OpenPorts): OpenPorts => ({
  ...ports,
  objects: {
    ...ports.objects,
    put: (key, body) => fatal('put', key, () => ports.objects.put(key, body)),
    remove: (key) => fatal('remove', key, () => ports.objects.remove(key)),
  },
  events: { ...ports.events, produce: (topic, records) => fatal('produce', topic, () => ports.events.produce(topic, records)) },
});

await startHost([gnnTrainer], {
  env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', GNN_PREDICT_SECONDS: '0', GNN_CHECKPOINT_EPOCHS: '2' },
  openPorts: async (_, clock) => mortal(await openEmbedded({ directory, clock })),
  clock: systemClock,
  logger: pino({ level: 'info' }),
});
