/** One service in a process that ends itself at a durable write: `killed-program.ts <service> <write> <before|after>`. */
import { startHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { derived, readSide, type DerivedName } from './composition.ts';
import { settled, soon } from './digest.ts';
import { killingPorts, type KillPoint } from './killing-ports.ts';

const [name, write, moment] = process.argv.slice(2);
const { service } = derived[name as DerivedName];
let writes = 0;

process.on('unhandledRejection', (reason) => process.stdout.write(`unhandled rejection ${String(reason)}\n`));
const running = await startHost([readSide, service], {
  env: { ...process.env, STREAMFORGE_LOG_LEVEL: 'error', STREAMFORGE_BATCH_RECORDS: '100', ...soon },
  openPorts: async (settings, clock) => killingPorts(
    await openEmbedded({ directory: settings.STREAMFORGE_DATA, clock }),
    write === undefined ? undefined : { write: Number(write), moment: moment as KillPoint['moment'] },
    () => (writes += 1),
  ),
  listen: false,
});
await settled(running);
await running.stop();
process.stdout.write(`writes ${writes}\n`);
