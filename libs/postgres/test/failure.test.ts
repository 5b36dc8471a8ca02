import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { mayPassAgain, pgFailure } from '../src/failure.ts';

/** An error as pg gives the server's verdict. */
const verdict = (code: string): Error => Object.assign(new Error('so says\n  the server'), { code, severity: 'ERROR' });
const socket = (code: string): Error => Object.assign(new Error('so says the system'), { code });

describe('a failure of Postgres', () => {
  it.each([
    ['28P01', 'BACKEND_CREDENTIALS'], ['28000', 'BACKEND_CREDENTIALS'], ['42501', 'BACKEND_FORBIDDEN'], ['3D000', 'BACKEND_MISMATCH'],
    ['53100', 'DISK_FULL'], ['53300', 'STORE_UNAVAILABLE'], ['57P01', 'STORE_UNAVAILABLE'], ['57P03', 'STORE_UNAVAILABLE'], ['57014', 'STORE_UNAVAILABLE'],
    ['40001', 'STORE_UNAVAILABLE'], ['40P01', 'STORE_UNAVAILABLE'], ['08006', 'STORE_UNAVAILABLE'], ['25006', 'STORE_UNAVAILABLE'], ['55P03', 'STORE_UNAVAILABLE'],
  ])('with the state %s is %s, and waited for', (state, code) => {
    expect(pgFailure(verdict(state), 'db:5432')).toMatchObject({
      code, name: 'RetryableError', message: expect.stringContaining(`Postgres at db:5432 says: so says the server. (SQLSTATE ${state})`),
    });
  });

  it.each([['23505', 'ROW_REFUSED'], ['23514', 'ROW_REFUSED'], ['22003', 'ROW_REFUSED'], ['22P02', 'ROW_REFUSED'], ['42P01', 'INTERNAL'], ['42601', 'INTERNAL']])(
    'with the state %s is %s, which waiting does not help', (state, code) => {
      expect(pgFailure(verdict(state), 'db:5432')).toMatchObject({ code, name: 'StreamForgeError' });
    });

  it.each([
    ['ECONNRESET', 'STORE_UNAVAILABLE'], ['ECONNREFUSED', 'STORE_UNAVAILABLE'], ['CERT_HAS_EXPIRED', 'BACKEND_UNTRUSTED'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'BACKEND_UNTRUSTED'], ['ERR_TLS_CERT_ALTNAME_INVALID', 'BACKEND_UNTRUSTED'],
  ])('of the network, %s, is %s', (system, code) => {
    expect(pgFailure(socket(system), 'db:5432')).toMatchObject({ code, name: 'RetryableError' });
    expect(pgFailure(new AggregateError([socket(system), socket(system)]), 'db:5432')).toMatchObject({ code });
  });

  it('that has a name already keeps it', () => {
    const ours = new TerminalError('JOB_LOST');
    expect(pgFailure(ours, 'db:5432')).toBe(ours);
    expect(pgFailure('text', 'db:5432')).toBeInstanceOf(StreamForgeError);
  });

  it('may pass when it was another transaction’s doing, also by its own name', () => {
    expect(['40001', '40P01', '40003', '57P01'].map((state) => [mayPassAgain(verdict(state)), mayPassAgain(pgFailure(verdict(state), 'db'))]))
      .toEqual([[true, true], [true, true], [false, false], [false, false]]);
  });
});
