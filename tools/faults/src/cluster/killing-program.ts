/**
 * Ingest over the servers that its settings name, in a process that ends itself by SIGKILL at one durable step: the environment says
 * before or after which write of the store, or after which commit of a position.
 */
import { ingest } from '@streamforge/ingest/service';
import type { OpenPorts } from '@streamforge/service-host/run';
import { onSignals } from '@streamforge/service-host/lifecycle/signals';
import { startHost } from '@streamforge/service-host/run';
import { openPorts } from '@streamforge/wiring/open-ports';

const [moment = '', count = '0'] = (process.env['FAULT_KILL'] ?? '').split('@');
let left = Number(count);

/** Counts the steps of the chosen kind; the last one is where it ends. */
const at = (step: string): void => {
  if (step === moment && (left -= 1) === 0) process.kill(process.pid, 'SIGKILL');
};

const killing = (ports: OpenPorts): OpenPorts => ({
  ...ports,
  documents: {
    ...ports.documents,
    upsert: async (collection, entries) => {
      at('before-write');
      const verdicts = await ports.documents.upsert(collection, entries);
      at('after-write');
      return verdicts;
    },
  },
  events: {
    ...ports.events,
    consume: (options) => ports.events.consume({
      ...options,
      onBatch: (batch, session) => options.onBatch(batch, {
        signal: session.signal,
        heartbeat: () => session.heartbeat(),
        commit: async (nextOffset) => {
          await session.commit(nextOffset);
          at('after-commit');
        },
      }),
    }),
  },
});

const host = await startHost([ingest], {
  env: { ...process.env, STREAMFORGE_HTTP_PORT: '0' },
  openPorts: async (settings, clock, needed) => killing(await openPorts(settings, clock, needed)),
});
onSignals(() => void host.stop(), () => host.force());
await host.closed;
