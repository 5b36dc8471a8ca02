import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { BrokerError, brokerErrorType, isForbidden, logFailure, openingError, refuse } from '../src/kafka/failure.ts';
import { kafkaSettings } from '../src/kafka/settings.ts';

const connectionError = (message: string, code?: string) => Object.assign(new Error(message), { name: 'KafkaJSConnectionError', code, broker: '127.0.0.1:9' });

describe('what is told when Kafka can’t be opened', () => {
  it.each([
    [connectionError('Connection error: connect ECONNREFUSED', 'ECONNREFUSED'), 'BACKEND_UNREACHABLE'],
    [connectionError('Connection error: getaddrinfo ENOTFOUND nowhere', 'ENOTFOUND'), 'BACKEND_UNREACHABLE'],
    [connectionError('Connection timeout'), 'BACKEND_UNREACHABLE'],
    [connectionError('Connection error: certificate has expired', 'CERT_HAS_EXPIRED'), 'BACKEND_UNTRUSTED'],
    [connectionError('Connection error: self-signed certificate in chain', 'SELF_SIGNED_CERT_IN_CHAIN'), 'BACKEND_UNTRUSTED'],
    [connectionError('Hostname does not match', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'BACKEND_UNTRUSTED'],
    [connectionError('ssl3_read_bytes: alert certificate required', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'BACKEND_CREDENTIALS'],
    [connectionError('wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER'), 'BACKEND_MISMATCH'],
    [connectionError('Closed connection'), 'BACKEND_MISMATCH'],
    [Object.assign(new Error('Authentication failed'), { name: 'KafkaJSSASLAuthenticationError' }), 'BACKEND_CREDENTIALS'],
    [new BrokerError(29), 'BACKEND_FORBIDDEN'],
    [new Error('127.0.0.1:9 did not answer Connect in time'), 'BACKEND_UNREACHABLE'],
    ['a word', 'BACKEND_MISMATCH'],
    [Object.assign(new Error(''), { type: 'UNHEARD_OF' }), 'BACKEND_MISMATCH'],
    [new Error(''), 'BACKEND_MISMATCH'],
    [new Error('Broke off', { cause: new Error('connect ECONNREFUSED') }), 'BACKEND_UNREACHABLE'],
  ])('%s', (error, code) => {
    const told = openingError(error, '127.0.0.1:9');
    expect(told).toBeInstanceOf(TerminalError);
    expect(told.code).toBe(code);
    expect(told.message).toContain('127.0.0.1:9');
  });

  it('leaves what is already said as it is', () => {
    const error = new TerminalError('CONFIG_INVALID', 'here');
    expect(openingError(error, 'there')).toBe(error);
    expect(logFailure(error)).toBe(error);
  });
});

describe('what is told of errors while it runs', () => {
  it.each([
    [new BrokerError(10), 'TerminalError', 'RECORD_TOO_LARGE'], [new BrokerError(3), 'TerminalError', 'TOPIC_UNKNOWN'],
    [new BrokerError(17), 'TerminalError', 'REQUEST_INVALID'], [new BrokerError(19), 'RetryableError', 'REPLICAS_TOO_FEW'],
    [new BrokerError(38), 'RetryableError', 'REPLICAS_TOO_FEW'], [new BrokerError(30), 'RetryableError', 'BACKEND_FORBIDDEN'],
    [new BrokerError(6), 'RetryableError', 'LOG_UNAVAILABLE'], [connectionError('gone'), 'RetryableError', 'LOG_UNAVAILABLE'],
    [new TerminalError('BACKEND_MISMATCH', 'for now'), 'RetryableError', 'LOG_UNAVAILABLE'], [undefined, 'RetryableError', 'LOG_UNAVAILABLE'],
  ])('%s', (error, name, code) => {
    expect(logFailure(error, { topic: 't' })).toMatchObject({ name, code });
  });

  it('says when what was sent may have arrived', () => {
    expect(logFailure(new BrokerError(7), {}, { unsure: true }).message).toContain('may have been appended');
    expect(logFailure(new BrokerError(7)).message).not.toContain('may have been appended');
  });

  it('names what is not a place in the log, on one line', () => {
    const { message } = logFailure(new Error('two\nlines'), { topic: 't' }, { about: 'group g' });
    expect(message).toBe('The event log does not answer. Kafka: two lines (group g). (t)');
  });

  it('finds the broker’s word under what wraps it, and knows codes that Kafka adds later only by number', () => {
    expect(brokerErrorType(new Error('outer', { cause: new Error('inner', { cause: new BrokerError(22) }) }))).toBe('ILLEGAL_GENERATION');
    expect(brokerErrorType(new Error('nothing'))).toBeUndefined();
    expect(isForbidden(new RetryableError('LOG_UNAVAILABLE', '', {}, { cause: new BrokerError(31) }))).toBe(true);
    expect(() => refuse(9_999, 'new')).toThrow('ERROR_9999: new');
    expect(() => refuse(0)).not.toThrow();
  });
});

describe('a Kafka URL', () => {
  it('names brokers, users, encryption and options', () => {
    expect(kafkaSettings({ url: 'kafka://a:1,b' })).toEqual({
      seeds: [{ host: 'a', port: 1 }, { host: 'b', port: 9_092 }], ssl: null, sasl: null, replication: undefined, compression: 1, sessionMs: undefined,
    });
    expect(kafkaSettings({ url: 'kafka+tls://me@a?replication=2&compression=none&session=6&prefix=x', password: 'secret', ca: 'CA', cert: 'C', key: 'K' })).toEqual({
      seeds: [{ host: 'a', port: 9_092 }], ssl: { ca: 'CA', cert: 'C', key: 'K' },
      sasl: { mechanism: 'scram-sha-512', username: 'me', password: 'secret' }, replication: 2, compression: 0, sessionMs: 6_000,
    });
    expect(kafkaSettings({ url: 'kafka+tls://me@a' }).sasl?.password).toBe('');
  });

  it.each([
    'kafka://a?replication=0', 'kafka://a?replication=many', 'kafka://a?compression=lzma', 'kafka://a?acks=0', 'http://a',
    'kafka://a?session=0', 'kafka://a?session=6.5', 'kafka://a?session=1801', 'kafka://a?session=long',
  ])('is refused: %s', (url) => {
    expect(() => kafkaSettings({ url })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
