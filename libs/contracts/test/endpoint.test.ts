import { describe, expect, it } from 'vitest';
import { maskedUrl, parseEndpoint } from '../src/endpoint.ts';

const kafka = { scheme: 'kafka', defaultPort: 9092 };

describe('an endpoint', () => {
  it('is read with several hosts, a path and options', () => {
    const { hosts, tls, path, query, user, password } = parseEndpoint({ url: 'kafka+tls://app:p%40ss@one:19092,two,[::1]:3/a%20b?replication=3' }, kafka);
    expect(hosts).toEqual([{ host: 'one', port: 19_092 }, { host: 'two', port: 9092 }, { host: '::1', port: 3 }]);
    expect({ tls, path, user, password, replication: query.get('replication') })
      .toEqual({ tls: true, path: 'a b', user: 'app', password: 'p@ss', replication: '3' });
  });

  it('takes user and password from beside the URL first', () => {
    const { user, password, tls } = parseEndpoint({ url: 'kafka://a:b@h', user: 'c', password: 'd' }, kafka);
    expect({ user, password, tls }).toEqual({ user: 'c', password: 'd', tls: false });
  });

  it('keeps a percent sign that encodes nothing', () => {
    expect(parseEndpoint({ url: 'kafka://a:100%@h' }, kafka).password).toBe('100%');
  });

  it.each(['', 'kafka', 'kafka://', 'http://h', 'kafka://h:0', 'kafka://h:99999', 'kafka://a b', 'kafka://h,,i', 'kafka://x:secret@h:x'])('is refused as %j, its password unseen', (url) => {
    const reading = (): unknown => parseEndpoint({ url }, kafka);
    expect(reading).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(reading).not.toThrow(/secret/);
  });

  it('is shown without its password', () => {
    expect(maskedUrl('postgres://app:secret@h:1/db')).toBe('postgres://app:********@h:1/db');
    expect(maskedUrl('sqlite:')).toBe('sqlite:');
  });
});
