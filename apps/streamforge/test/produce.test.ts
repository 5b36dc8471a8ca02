import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { limits } from '@streamforge/contracts/limits';
import { afterEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { byteLines, type InputLine } from '../src/produce/byte-lines.ts';
import { ran, started, temporaryDirectory } from './streamforge-process.ts';

const linesOf = async (...chunks: readonly Uint8Array[]): Promise<readonly InputLine[]> =>
  (await Array.fromAsync(byteLines((async function* () { yield* chunks; })()))).flat();

describe('lines to produce', () => {
  it('are cut at LF only, wherever the chunks end, without CR and BOM', async () => {
    const bytes = Buffer.from('\ufeff{"a":"é"}\r\n\n"x\u2028y\u0085z"\n1');
    const expected = [{ number: 1, text: '{"a":"é"}' }, { number: 3, text: '"x\u2028y\u0085z"' }, { number: 4, text: '1' }];
    expect(await linesOf(bytes)).toEqual(expected);
    expect(await linesOf(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
  });

  it('are refused one by one when they are not UTF-8, no JSON or too long', async () => {
    const long = Buffer.alloc(limits.recordBytes + 2, ' ');
    const lines = await linesOf(Buffer.from([0x22, 0xff, 0x22, 0x0a]), Buffer.from('{]\n'), long, Buffer.from('\n2\n\ufeff3\n'));
    expect(lines).toMatchObject([
      { number: 1, refusal: { code: 'ENCODING_NOT_UTF8' } },
      { number: 2, refusal: { code: 'JSON_INVALID' } },
      { number: 3, refusal: { code: 'RECORD_TOO_LARGE' } },
      { number: 4, text: '2' },
      { number: 5, refusal: { code: 'ENCODING_BOM' } },
    ]);
  });
});

describe('produce', { timeout: 30_000 }, () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  /** A platform that takes every record, until it has taken so many requests; then it breaks connections. */
  const taking = async (requests = Number.POSITIVE_INFINITY) => {
    const bodies: number[] = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (bodies.length >= requests) {
          request.socket.destroy();
          return;
        }
        const body = Buffer.concat(chunks);
        bodies.push(body.length);
        response.end(body.toString().split('\n').map(() => '{"error_code":200}').join('\n'));
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    return { bodies, env: { STREAMFORGE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } };
  };

  it('keeps each request below what the platform takes, however large the lines are', async () => {
    const { bodies, env } = await taking();
    const line = JSON.stringify({ text: 'x'.repeat(900_000) });
    const { code, json } = await ran(await temporaryDirectory(), ['produce', 'documents.v1', '--json'], `${line}\n`.repeat(20), env);
    expect(code).toBe(0);
    expect(json()).toMatchObject({ accepted: 20, finished: true });
    expect(Math.max(...bodies)).toBeLessThan(limits.requestBytes);
  });

  it('says after a failure how many records were acknowledged before it', async () => {
    const { env } = await taking(2);
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'documents.jsonl'), '{}\n'.repeat(2_000));
    const { code, err } = await ran(directory, ['produce', 'documents.v1', 'documents.jsonl'], '', env);
    expect(code).toBe(exitCodes.unreachable.code);
    expect(err).toContain('Before this, 1,000 records were acknowledged and 0 refused; lines after 1,000 may or may not be stored.');
    expect(err).toMatch(/error NOT_RUNNING: /);
  });

  it('ends at once when it is interrupted while it waits for input, and keeps what was acknowledged', async () => {
    const { bodies, env } = await taking();
    const produce = started(await temporaryDirectory(), ['produce', 'documents.v1', '--json'], null, env);
    produce.child.stdin?.write('{}\n');
    while (bodies.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    produce.child.kill('SIGINT');
    const { code, json } = await produce.ended;
    expect(code).toBe(exitCodes.interrupted.code);
    expect(json()).toEqual({ topic: 'documents.v1', accepted: 1, refused: [], finished: false });
  });
});
