import { describe, expect, it } from 'vitest';
import { exports } from '../src/settings.ts';

const place = { directory: '', processes: [] };
const running = {
  kafka: { ...place, url: 'kafka://127.0.0.1:19092' },
  postgres: { ...place, url: 'postgres://app:pw@127.0.0.1:15432/streamforge' },
  s3: { ...place, url: 's3://app:pw@127.0.0.1:19001/streamforge' },
  qdrant: { ...place, url: 'qdrant://127.0.0.1:16333' },
};

describe('the running servers as settings', () => {
  it('are what services read', () => {
    expect(exports(running)).toEqual([
      "export EVENT_LOG_URL='kafka://127.0.0.1:19092'",
      "export DOCUMENTS_URL='postgres://app:pw@127.0.0.1:15432/streamforge'",
      "export RELATIONAL_URL='postgres://app:pw@127.0.0.1:15432/streamforge'",
      "export OBJECTS_URL='s3://app:pw@127.0.0.1:19001/streamforge'",
      "export VECTORS_URL='qdrant://127.0.0.1:16333'",
    ]);
  });

  it('keep a named platform apart from others', () => {
    const lines = exports(running, 'desk');
    expect(lines[0]).toContain('19092?prefix=desk.');
    expect(lines[1]).toContain('/streamforge?schema=desk');
    expect(lines[3]).toContain('19001/desk');
    expect(lines[4]).toContain('16333?prefix=desk.');
  });

  it('leave out what does not run', () => expect(exports({ kafka: running.kafka })).toHaveLength(1));

  it.each(['', 'ab', 'Desk', "x'; rm -rf", '1desk', 'd'.repeat(21)])('take no name like %j', (name) => expect(() => exports(running, name)).toThrow('--name'));
});
