/** A terminal whose streams are kept as text. */
import { Readable, Writable } from 'node:stream';
import type { Terminal } from '../src/output/output.ts';

export interface FakeTerminal extends Terminal {
  readonly out: () => string;
  readonly err: () => string;
}

interface Options {
  readonly tty?: boolean;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const fakeTerminal = ({ tty = false, input = '', env = {} }: Options = {}): FakeTerminal => {
  const kept = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => Object.assign(new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      kept[name] += chunk.toString();
      done();
    },
  }), tty ? { isTTY: true, columns: 100 } : {});
  return { stdin: Readable.from([input]), stdout: stream('out'), stderr: stream('err'), env, out: () => kept.out, err: () => kept.err };
};
