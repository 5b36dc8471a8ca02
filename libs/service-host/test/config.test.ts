import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpointOf } from '../src/config/endpoint-settings.ts';
import { HostSettings } from '../src/config/host-settings.ts';
import { printConfig } from '../src/config/print.ts';
import { readConfig } from '../src/config/read.ts';

const secretFile = (content: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret');
  writeFileSync(path, content);
  return path;
};

describe('configuration', () => {
  it('works without any', () => {
    expect(readConfig(HostSettings, {}).settings).toMatchObject({ STREAMFORGE_DATA: 'data', STREAMFORGE_HTTP_HOST: '127.0.0.1', STREAMFORGE_HTTP_HOSTS: [] });
  });

  it('lists every error at once, with what was read', () => {
    const read = (): unknown => readConfig(HostSettings, { STREAMFORGE_HTTP_PORT: 'abc', STREAMFORGE_LOG_LEVEL: 'loud', STREAMFORGE_BATCH_RECORDS: '0' });
    expect(read).toThrow(/STREAMFORGE_HTTP_PORT: .*"abc"[\s\S]*STREAMFORGE_LOG_LEVEL: .*"loud"[\s\S]*STREAMFORGE_BATCH_RECORDS: .*"0"/);
  });

  it('says in words which numbers a setting takes', () => {
    for (const port of ['abc', '70000', '-1', '80.5']) {
      const read = (): unknown => readConfig(HostSettings, { STREAMFORGE_HTTP_PORT: port });
      expect(read).toThrow(`STREAMFORGE_HTTP_PORT: must be a whole number from 0 to 65535; it is "${port}"`);
    }
  });

  it('reads a secret from a file, without the line’s end', () => {
    const { settings } = readConfig(HostSettings, { STREAMFORGE_API_KEYS_FILE: secretFile('[]\n') });
    expect(settings.STREAMFORGE_API_KEYS).toBe('[]');
  });

  it('refuses a secret given twice, and one whose file is missing', () => {
    expect(() => readConfig(HostSettings, { STREAMFORGE_API_KEYS: 'a', STREAMFORGE_API_KEYS_FILE: secretFile('b') })).toThrow('keep one');
    expect(() => readConfig(HostSettings, { STREAMFORGE_API_KEYS_FILE: '/nowhere/secret' })).toThrow('ENOENT');
  });

  it('never shows a secret', () => {
    const { settings } = readConfig(HostSettings, { STREAMFORGE_API_KEYS: 'hush', STREAMFORGE_HTTP_HOSTS: 'a.example, b.example' });
    const shown = printConfig(HostSettings, settings);
    expect(shown).toContain('STREAMFORGE_API_KEYS=********');
    expect(shown).toContain('STREAMFORGE_HTTP_HOSTS=a.example,b.example');
    expect(shown).not.toContain('hush');
  });

  it('never shows the password of a URL', () => {
    const { settings } = readConfig(HostSettings, { DOCUMENTS_URL: 'postgres://app:hush@localhost/streamforge' });
    expect(printConfig(HostSettings, settings)).toContain('DOCUMENTS_URL=postgres://app:********@localhost/streamforge');
  });

  it('gathers what it says of one backend', () => {
    const env = { OBJECTS_URL: 's3://localhost:9000/b', OBJECTS_USER: 'u', OBJECTS_PASSWORD_FILE: secretFile('p\n'), OBJECTS_CA: 'pem' };
    expect(endpointOf(readConfig(HostSettings, env).settings, 'OBJECTS'))
      .toEqual({ url: 's3://localhost:9000/b', user: 'u', password: 'p', ca: 'pem', cert: undefined, key: undefined });
  });

  it('names variables of ours that nothing reads', () => {
    const env = { STREAMFORGE_DAAT: 'x', EVENT_LOG_ULR: 'y', PATH: '/bin', STREAMFORGE_SHARED: '../shared', STREAMFORGE_API_KEYS_FILE: secretFile('') };
    expect(readConfig(HostSettings, env).unknown).toEqual(['EVENT_LOG_ULR', 'STREAMFORGE_DAAT']);
  });

  it('takes an empty variable as one that is not set', () => {
    expect(readConfig(HostSettings, { STREAMFORGE_HTTP_PORT: '' }).settings.STREAMFORGE_HTTP_PORT).toBeUndefined();
  });
});
