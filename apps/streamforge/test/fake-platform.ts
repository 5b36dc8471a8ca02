/** A platform of a few answers, and commands run against it in this process. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@streamforge/determinism/clock';
import { countedIds } from '@streamforge/determinism/ids';
import { commands } from '../src/commands/all.ts';
import { openPlatform } from '../src/platform/open.ts';
import { runProgram } from '../src/program.ts';
import { fakeTerminal } from './fake-terminal.ts';

export interface Answered {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
}

/** By `METHOD /path` without the query; what is not there answers ROUTE_UNKNOWN. */
export type Answers = Readonly<Record<string, (asked: { readonly query: URLSearchParams; readonly body: string; readonly times: number }) => Answered>>;

export interface FakePlatform {
  /** Values of the records that were produced to a topic. */
  readonly produced: (topic: string) => readonly unknown[];
  readonly run: (words: readonly string[], options?: { readonly tty?: boolean; readonly signal?: AbortSignal }) => Promise<Ran>;
  readonly close: () => void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly json: () => unknown;
}

/** Time that passes only while somebody waits. */
const waitingClock = (): Clock => {
  let now = 1_767_571_200_000;
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      await turn();
    },
  };
};

export const fakePlatform = async (answers: Answers): Promise<FakePlatform> => {
  const records: { readonly topic: string; readonly value: unknown }[] = [];
  const counts = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://fake');
      const body = Buffer.concat(chunks).toString();
      const topic = /^\/v3\/clusters\/[^/]+\/topics\/([^/]+)\/records$/.exec(url.pathname)?.[1];
      const name = `${request.method ?? ''} ${url.pathname}`;
      const times = (counts.get(name) ?? 0) + 1;
      counts.set(name, times);
      if (topic !== undefined) {
        records.push({ topic, value: (JSON.parse(body) as { value: { data: unknown } }).value.data });
        response.end(JSON.stringify({ error_code: 200, partition_id: 0, offset: records.length - 1 }));
        return;
      }
      const { status = 200, json, text } = answers[name]?.({ query: url.searchParams, body, times }) ?? unknownRoute(name);
      response.writeHead(status, { 'content-type': text === undefined ? 'application/json' : 'text/event-stream' });
      response.end(text ?? JSON.stringify(json));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = { STREAMFORGE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  return {
    produced: (topic) => records.filter((record) => record.topic === topic).map(({ value }) => value),
    run: async (words, { tty = false, signal = new AbortController().signal } = {}) => {
      const terminal = fakeTerminal({ tty, env: { ...env, NO_COLOR: '1' } });
      const code = await runProgram(words, commands, {
        terminal, signal, openPlatform, clock: waitingClock(), ids: countedIds('job'), forced: new AbortController().signal,
      });
      return { code, out: terminal.out(), err: terminal.err(), json: () => JSON.parse(terminal.out()) as unknown };
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

export const problem = (status: number, code: string, detail = 'It was not.'): Answered => ({ status, json: { code, detail, status } });

const unknownRoute = (name: string): Answered => problem(404, 'ROUTE_UNKNOWN', name);
