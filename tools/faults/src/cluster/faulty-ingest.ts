/**
 * Ingest over the servers that its settings name, in a process that something happens to at one durable step. `FAULT_AT` names the step, as
 * `before-write@5`: before or after which write of the store, or after which commit of a position. `FAULT_DO` says what: `kill` ends it by
 * SIGKILL, `block` holds up the whole process and `wait` only this step, both for `FAULT_MS`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ingest } from '@streamforge/ingest/service';
import { onSignals } from '@streamforge/service-host/lifecycle/signals';
import { startHost, type OpenPorts } from '@streamforge/service-host/run';
import { openPorts } from '@streamforge/wiring/open-ports';

const { FAULT_AT = '', FAULT_DO: deed = 'kill', FAULT_MS: ms = '0' } = process.env;
const [moment = '', count = '0'] = FAULT_AT.split('@');
let left = Number(count);

const deeds: Readonly<Record<string, () => Promise<void>>> = {
  kill: async () => void process.kill(process.pid, 'SIGKILL'),
  block: async () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms)),
  wait: async () => await pause(Number(ms)),
};

/** Counts the steps of the chosen kind; at the last one it happens. */
const at = async (step: string): Promise<void> => {
  if (step !== moment || (left -= 1) !== 0) return;
  process.stdout.write('the step is reached\n');
  await deeds[deed]?.();
  process.stdout.write('the step goes on\n');
};

const faulty = (ports: OpenPorts): OpenPorts => ({
  ...ports,
  documents: {
    ...ports.documents,
    upsert: async (collection, entries) => {
      await at('before-write');
      const verdicts = await ports.documents.upsert(collection, entries);
      await at('after-write');
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
          await at('after-commit');
        },
      }),
    }),
  },
});

const host = await startHost([ingest], {
  env: { ...process.env, STREAMFORGE_HTTP_PORT: '0' },
  openPorts: async (settings, clock, needed) => faulty(await openPorts(settings, clock, needed)),
});
onSignals(() => void host.stop(), () => host.force());
await host.closed;
