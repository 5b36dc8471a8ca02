/** Services over the embedded ports of a directory, until there is nothing left to do. */
import { setTimeout as pause } from 'node:timers/promises';
import { startHost, type OpenPorts, type RunningHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { produceAll } from '../arrivals.ts';
import type { RawRecord } from '../mixed-input.ts';
import { readSide } from './composition.ts';

export interface WholeState {
  /** Of every stored fact, vector and ledger row. */
  readonly hash: string;
  readonly collections: readonly { readonly collection: string; readonly entries: number }[];
  readonly vectors: readonly { readonly collection: string; readonly points: number }[];
  readonly ledger: { readonly rows: number };
}

export interface DigestOptions {
  readonly batchRecords?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly openPorts?: (directory: string) => Promise<OpenPorts>;
}

/** Small batches would each wait for company that does not come. */
export const soon = { EMBEDDINGS_GATHER_MS: '5', ROI_GATHER_MS: '5' } as const;

/** Hosts services in this process without a listener. */
export const host = (directory: string, services: readonly DefinedService[], { batchRecords = 500, env = {}, openPorts }: DigestOptions = {}): Promise<RunningHost> =>
  startHost(services, {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent', STREAMFORGE_BATCH_RECORDS: String(batchRecords), ...soon, ...env },
    openPorts: (settings, clock) => openPorts?.(directory) ?? openEmbedded({ directory: settings.STREAMFORGE_DATA, clock }),
    listen: false,
  });

const answer = async <Answer>(running: RunningHost, url: string): Promise<Answer> => {
  const { statusCode, body } = await running.http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${running.token}`, host: '127.0.0.1' } });
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 300)}`);
  return JSON.parse(body) as Answer;
};

interface Shown {
  readonly jobs: readonly { readonly state: string }[];
}

/** Resolves when no group of the host lags and no job is unfinished. */
export const settled = async (running: RunningHost): Promise<void> => {
  const busy = async (): Promise<boolean> => {
    if ((await running.lag()).some(({ lag }) => lag > 0)) return true;
    const { jobs } = await answer<Shown>(running, '/v1/jobs?service=gnn-trainer&limit=100');
    return jobs.some(({ state }) => ['queued', 'running', 'cancelling'].includes(state));
  };
  while (await busy()) await pause(20);
};

/** Lets services do what is to be done in a directory, one after the other where several lists are given. */
export const digest = async (directory: string, stages: readonly (readonly DefinedService[])[], input: readonly RawRecord[] = [], options: DigestOptions = {}): Promise<void> => {
  for (const [at, services] of stages.entries()) {
    const running = await host(directory, [readSide, ...services], options);
    if (at === 0) await produceAll(running.ports.events, input);
    await settled(running);
    // A service may publish what another of the same process reads.
    await settled(running);
    await running.stop();
  }
};

/** What is stored in a directory. */
export const stateIn = async (directory: string, options: DigestOptions = {}): Promise<WholeState> => {
  const running = await host(directory, [readSide], options);
  try {
    return await answer<WholeState>(running, '/v1/state-hash');
  } finally {
    await running.stop();
  }
};
