/** What is sampled while a fault lasts: the memory of the processes, and the versions in the store. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenPorts } from '@streamforge/service-host/run';
import { storedCandles } from '../evidence.ts';

export interface Watch {
  /** Resident bytes of the watched processes, one sample after the other. */
  readonly memory: number[];
  /** Versions of each candle in the order in which they were seen stored. */
  readonly seen: Record<string, number[]>;
  /** Ends the sampling; resolves when the last sample is taken. */
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly ports: OpenPorts;
  /** The processes of the moment. */
  readonly pids: () => readonly number[];
  readonly everyMs: number;
}

const KIB = 1_024;

/** Resident bytes of a process as Linux tells them; undefined when it is gone. */
export const residentBytes = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return found === undefined ? undefined : Number(found) * KIB;
};

/** Samples until it is stopped. A store that does not answer is looked at again the next time. */
export const startWatch = ({ ports, pids, everyMs }: WatchOptions): Watch => {
  const memory: number[] = [];
  const seen: Record<string, number[]> = {};
  const over = new AbortController();
  const sample = async (): Promise<void> => {
    for (const bytes of await Promise.all(pids().map(residentBytes))) if (bytes !== undefined) memory.push(bytes);
    for (const { key, version } of await storedCandles(ports).catch(() => [])) {
      const versions = seen[key] ??= [];
      if (versions.at(-1) !== version) versions.push(version);
    }
  };
  const sampling = (async () => {
    while (!over.signal.aborted) {
      await sample();
      await pause(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
    await sample();
  })();
  return {
    memory, seen,
    stop: async () => {
      over.abort();
      await sampling;
    },
  };
};
