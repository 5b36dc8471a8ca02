/** What doctor says of servers, asked of real ones. */
import { randomUUID } from 'node:crypto';
import { serviceNames } from '@streamforge/contracts/services';
import { systemClock } from '@streamforge/determinism/clock';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { clusterPlace, clusterUrls } from '@streamforge/testing/cluster-place';
import { freePort } from '@streamforge/testing/free-port';
import { startArangoServer } from '@streamforge/testing/arangodb/server';
import { startQdrantServer } from '@streamforge/testing/qdrant/server';
import { describe, expect, it } from 'vitest';
import { anyEmbedded, diagnoseBackends } from '../src/diagnosis/diagnose.ts';

const diagnosed = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await diagnoseBackends(HostSettings.parse(env), systemClock)).map(({ about, state, says }) => `${state} ${about}: ${says}`);

const moved = (url: string, place: string): string => url.replace(/@[^/]+/, `@${place}`);

describe('backends that are examined', () => {
  it('are not asked for where everything is embedded', async () => {
    expect(await diagnosed({})).toEqual([]);
    expect(anyEmbedded(HostSettings.parse({}))).toBe(true);
  });

  it('are told of when their URLs say nothing', async () => {
    expect(await diagnosed({ OBJECTS_URL: 'ftp://h/x', DOCUMENTS_URL: 'postgres://[', EVENT_LOG_URL: 'kafka://h:1?what=1' })).toEqual([
      expect.stringMatching(/^wrong event log: CONFIG_INVALID: /), expect.stringMatching(/^wrong documents: CONFIG_INVALID: /),
      expect.stringMatching(/^wrong objects: OBJECTS_URL names no kind of server/),
    ]);
  });

  it('may be ArangoDB, whose password is looked at, too', async () => {
    const server = await startArangoServer({ users: [{ user: 'root', password: 'right', may: 'all' }], databases: ['facts'] });
    const url = (password: string): string => `arangodb://root:${password}@127.0.0.1:${server.port}/facts`;
    expect(await diagnosed({ DOCUMENTS_URL: url('right') })).toEqual([
      expect.stringMatching(/^ok documents: 127.*ArangoDB 3\.12/), expect.stringMatching(/^warning documents: collections that are not there/),
      expect.stringContaining('clock was not asked'),
    ]);
    expect(await diagnosed({ DOCUMENTS_URL: url('wrong') })).toEqual([expect.stringMatching(/^wrong documents: BACKEND_CREDENTIALS/)]);
    await server.close();
  });

  it('may be Qdrant, whose key is looked at, too', async () => {
    const server = await startQdrantServer({ keys: [{ key: 'right', may: 'write' }] });
    const env = (key: string) => ({ VECTORS_URL: `qdrant://127.0.0.1:${server.port}`, VECTORS_PASSWORD: key });
    expect(await diagnosed(env('right'))).toEqual([expect.stringMatching(/^ok vectors: 127.*Qdrant 1\.19/), expect.stringMatching(/^warning vectors: collections that are not there/)]);
    expect(await diagnosed(env('wrong'))).toEqual([expect.stringMatching(/^wrong vectors: BACKEND_CREDENTIALS/)]);
    await server.close();
  });
});

const urls = clusterUrls();

describe.skipIf(urls === undefined)('servers that are examined', { timeout: 60_000 }, () => {
  const servers = urls ?? { kafka: '', postgres: '', s3: '', qdrant: '' };

  it('are praised for what they have', async () => {
    const place = await clusterPlace(servers, serviceNames, 1);
    await (await place.open()).close();
    let findings = await diagnosed(place.env);
    // A broker that was just started makes the coordinators of groups when it is first asked for one.
    while (findings.some((finding) => finding.includes('GROUP_COORDINATOR_NOT_AVAILABLE'))) findings = await diagnosed(place.env);
    await place.dispose();
    expect(anyEmbedded(HostSettings.parse(place.env))).toBe(false);
    expect(findings.filter((finding) => finding.startsWith('wrong'))).toEqual([]);
    expect(findings).toEqual(expect.arrayContaining([
      expect.stringMatching(/^ok event log: .*Kafka 4\.0 or newer/), expect.stringMatching(/^warning event log: fewer partitions than the contract says/),
      expect.stringMatching(/^ok event log: ingest may read 5 of 5 topics/), expect.stringMatching(/^ok documents: .*Postgres 18/),
      expect.stringMatching(/^ok documents: \w+ may make, read and change tables/), expect.stringMatching(/^ok documents: the server's clock/),
      expect.stringMatching(/^ok relational: .*Postgres 18/), expect.stringMatching(/^ok objects: the key may list, put, read and remove/),
    ]));
  });

  it('are told of by cause, each beside the others', async () => {
    const closed = `127.0.0.1:${await freePort()}`;
    const findings = await diagnosed({
      EVENT_LOG_URL: `kafka://${closed}`, DOCUMENTS_URL: servers.postgres.replace(/:[^:@]+@/, ':wrong-password@'),
      RELATIONAL_URL: moved(servers.postgres, closed), OBJECTS_URL: servers.s3.replace(/:[^:@]+@/, ':wrong-secret@'),
    });
    expect(findings).toEqual([
      expect.stringMatching(/^wrong event log: BACKEND_UNREACHABLE/), expect.stringMatching(/^wrong documents: BACKEND_CREDENTIALS/),
      expect.stringMatching(/^wrong relational: BACKEND_UNREACHABLE/), expect.stringMatching(/^wrong objects: BACKEND_CREDENTIALS/),
    ]);
    expect(findings.join()).not.toMatch(/wrong-password|wrong-secret/);
  });

  it('are asked for what is not there yet', async () => {
    const name = `t${randomUUID().slice(0, 8)}`;
    expect(await diagnosed({ DOCUMENTS_URL: `${servers.postgres}?schema=${name}`, OBJECTS_URL: servers.s3.replace(/\/[^/]*$/, `/${name}`) })).toEqual(expect.arrayContaining([
      expect.stringMatching(/^ok documents: the schema \w+ is not there yet/), expect.stringMatching(/^warning objects: .*bucket \w+ is not there/),
    ]));
  });
});
