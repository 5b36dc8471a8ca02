/** A server that speaks OpenAI's embeddings: each word it knows is a direction. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EmbeddingsServer {
  readonly url: string;
  readonly requests: { readonly path: string | undefined; readonly authorization: string | undefined; readonly texts: number }[];
  /** Answers this status from now on; undefined heals it. */
  fail(status: number | undefined): void;
  /** Answers this body from now on. */
  answer(body: string | undefined): void;
  close(): Promise<void>;
}

const directions = [/rain|storm|weather/, /rate|bank|interest/, /copper|metal|mine/];

const vectorOf = (text: string): readonly number[] => [...directions.map((word) => (word.test(text.toLowerCase()) ? 1 : 0)), 0.1];

export const openEmbeddingsServer = async (): Promise<EmbeddingsServer> => {
  const requests: EmbeddingsServer['requests'] = [];
  let failing: number | undefined;
  let body: string | undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly input: readonly string[] };
    requests.push({ path: request.url, authorization: request.headers.authorization, texts: input.length });
    response.writeHead(failing ?? 200, { 'content-type': 'application/json' });
    // The order of the answer is the server's own.
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })).toReversed();
    response.end(body ?? JSON.stringify({ object: 'list', data }));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    fail: (status) => {
      failing = status;
    },
    answer: (text) => {
      body = text;
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
};
