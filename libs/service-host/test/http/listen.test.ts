import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/http/listen.ts';

const open: ReturnType<typeof fastify>[] = [];
const http = () => {
  const made = fastify();
  open.push(made);
  return made;
};

describe('listening', () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });

  it('answers the address, with the port that the system chose for 0', async () => {
    const address = await listen(http(), '127.0.0.1', 0);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(address)).status).toBe(404);
  });

  it('says that another program has the port', async () => {
    const { port } = new URL(await listen(http(), '127.0.0.1', 0));
    await expect(listen(http(), '127.0.0.1', Number(port))).rejects.toMatchObject({ code: 'PORT_IN_USE', message: expect.stringContaining(`127.0.0.1:${port}`) as string });
  });

  it('says that an address is not this machine’s', async () => {
    // Of the block that is kept for examples (RFC 5737): nobody has it.
    await expect(listen(http(), '192.0.2.1', 0)).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('STREAMFORGE_HTTP_HOST') as string });
  });
});
