/**
 * An OpenAI-compatible server for tests with a model that obeys whatever it reads. It streams, counts tokens, wants keys, and fails on
 * purpose. Written from OpenAI’s API reference.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { obey, type SeenMessage, type Wish } from './obedient.ts';

/** What befalls the next requests. */
export type LlmFault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is cut at once, or after so many chunks. */
  | { readonly kind: 'reset'; readonly after?: number }
  /** Nothing comes, or nothing more after so many chunks. */
  | { readonly kind: 'silence'; readonly after?: number }
  /** Something that is no completion, with status 200. */
  | { readonly kind: 'garbage'; readonly text: string; readonly type?: string };

export interface SeenCompletion {
  readonly model: string;
  readonly messages: readonly SeenMessage[];
  /** The whole body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

/** How it answers; a test may change it while it runs. */
export interface LlmBehaviour {
  /** Instead of the obedient model. */
  readonly write?: (messages: readonly SeenMessage[]) => Wish | string;
  /** False answers with one JSON object even where a stream is asked for. Default true. */
  readonly streams?: boolean;
  /** False tells no usage. Default true. */
  readonly counts?: boolean;
  /** Awaited before each chunk: a test holds a generation with it. */
  readonly beforeChunk?: (chunk: number) => Promise<void>;
}

export interface LlmServerOptions extends LlmBehaviour {
  readonly apiKey?: string;
}

export interface LlmServer {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly requests: readonly SeenCompletion[];
  /** How many generations ended because the client went away. */
  readonly abandoned: number;
  /** Most generations that ran at once. */
  readonly most: number;
  /** Answers so from now on; what is not named is as it was without options. */
  behave(behaviour: LlmBehaviour): void;
  /** The next `times` requests suffer it; default 1. */
  fail(fault: LlmFault, times?: number): void;
  close(): Promise<void>;
}

const tokens = (text: string): number => Math.ceil(text.length / 4);
/** Text in pieces of a few characters, as models write it. */
const inPieces = (text: string): readonly string[] => text.match(/[\s\S]{1,7}/g) ?? [];

const bodyOf = async (incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, unknown>>;
};

const send = (response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const completionOf = (model: string, { text, tools }: Wish, usage: object | undefined) => ({
  id: 'chatcmpl-test', object: 'chat.completion', created: 1_700_000_000, model, usage,
  choices: [{
    index: 0,
    finish_reason: 'stop',
    message: { role: 'assistant', content: text, ...tools.length > 0 && { tool_calls: callsOf(tools) } },
  }],
});

const callsOf = (tools: readonly string[]) =>
  tools.map((name, at) => ({ index: at, id: `call-${at}`, type: 'function', function: { name, arguments: '{}' } }));

/** How long a cut waits, so that what was sent before it arrives. */
const BEFORE_CUT_MS = 20;

export const startLlmServer = async ({ apiKey, ...first }: LlmServerOptions = {}): Promise<LlmServer> => {
  let behaviour: LlmBehaviour = first;
  const requests: SeenCompletion[] = [];
  const faults: LlmFault[] = [];
  let [abandoned, running, most] = [0, 0, 0];

  const stream = async (
    response: ServerResponse, model: string, wish: Wish, usage: object | undefined, fault: LlmFault | undefined,
  ): Promise<void> => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (delta: object, finish: string | null) => ({
      id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 1_700_000_000, model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const event = (data: unknown): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
    const after = fault?.kind === 'reset' || fault?.kind === 'silence' ? fault.after ?? 0 : Number.POSITIVE_INFINITY;
    for (const [at, content] of inPieces(wish.text).entries()) {
      if (at === after && fault?.kind === 'reset') return void setTimeout(() => response.socket?.resetAndDestroy(), BEFORE_CUT_MS);
      if (at === after) return;
      await behaviour.beforeChunk?.(at);
      if (response.destroyed) return;
      event(chunk({ content }, null));
    }
    if (wish.tools.length > 0) event(chunk({ tool_calls: callsOf(wish.tools) }, null));
    event(chunk({}, 'stop'));
    if (usage !== undefined) event({ ...chunk({}, null), choices: [], usage });
    response.end('data: [DONE]\n\n');
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const { model, messages } = body as { readonly model: string; readonly messages: readonly SeenMessage[] };
    if (apiKey !== undefined && incoming.headers.authorization !== `Bearer ${apiKey}`) {
      const message = `Incorrect API key provided: ${incoming.headers.authorization}`;
      return send(response, 401, { error: { message, type: 'invalid_request_error', code: 'invalid_api_key' } });
    }
    requests.push({ model, messages, body, authorization: incoming.headers.authorization });
    const fault = faults.shift();
    if (fault?.kind === 'status') return send(response, fault.status, fault.body ?? { error: { message: 'on purpose' } }, fault.headers);
    if (fault?.kind === 'garbage') return void response.writeHead(200, { 'content-type': fault.type ?? 'text/html' }).end(fault.text);
    if (fault?.kind === 'reset' && fault.after === undefined) return void incoming.socket.resetAndDestroy();
    if (fault?.kind === 'silence' && fault.after === undefined) return;
    const { write = obey, streams = true, counts = true } = behaviour;
    const written = write(messages);
    const wish = typeof written === 'string' ? { text: written, tools: [] } : written;
    const prompt = messages.map(({ content }) => content).join('');
    const [asked, answered] = [tokens(prompt), tokens(wish.text)];
    const usage = counts ? { prompt_tokens: asked, completion_tokens: answered, total_tokens: asked + answered } : undefined;
    if (streams && body['stream'] === true) await stream(response, model, wish, usage, fault);
    else send(response, 200, completionOf(model, wish, usage));
  };

  const server = createServer((incoming, response) => {
    running += 1;
    most = Math.max(most, running);
    response.once('close', () => {
      running -= 1;
      if (!response.writableFinished) abandoned += 1;
    });
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get abandoned() {
      return abandoned;
    },
    get most() {
      return most;
    },
    behave: (next) => {
      behaviour = next;
    },
    fail: (fault, times = 1) => void faults.push(...Array.from({ length: times }, () => fault)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
