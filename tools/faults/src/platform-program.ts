/** Gateway and ingest in a process that a test may kill, its storage threads loaded with the hooks that the environment names. */
import { gateway } from '@streamforge/gateway/service';
import { ingest } from '@streamforge/ingest/service';
import { onSignals } from '@streamforge/service-host/lifecycle/signals';
import { startHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';

const hook = (name: string): URL | undefined => process.env[name] === undefined ? undefined : new URL(process.env[name]);
const [events, documents] = [hook('FAULT_EVENTS_HOOK'), hook('FAULT_DOCUMENTS_HOOK')];

process.on('unhandledRejection', (reason) => process.stdout.write(`unhandled rejection ${String(reason)}\n`));
const host = await startHost([gateway, ingest], {
  env: { ...process.env, STREAMFORGE_HTTP_PORT: '0' },
  openPorts: (settings, clock) => openEmbedded({
    directory: settings.STREAMFORGE_DATA,
    clock,
    hooks: { ...events !== undefined && { events }, ...documents !== undefined && { documents } },
  }),
});
onSignals(() => void host.stop(), () => host.force());
process.stdout.write(`ready ${JSON.stringify({ address: host.address, token: host.token, pid: process.pid })}\n`);
await host.closed;
