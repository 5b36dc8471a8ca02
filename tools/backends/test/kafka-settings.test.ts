import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../src/certificates.ts';
import { kafkaProperties } from '../src/kafka-properties.ts';

const portsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ plain: 9001 + index, controller: 9101 + index }));

describe('the settings of a broker', () => {
  it('keep three copies of which two are in sync when there are three brokers, and one copy otherwise', () => {
    const three = kafkaProperties('/data', 2, portsOf(3));
    expect(three).toContain('node.id=2\n');
    expect(three).toContain('default.replication.factor=3\nmin.insync.replicas=2\n');
    expect(three).toContain('controller.quorum.voters=1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103\n');
    expect(kafkaProperties('/data', 1, portsOf(1))).toContain('default.replication.factor=1\nmin.insync.replicas=1\n');
  });

  it('never make a topic because someone asked for it, and listen on loopback only', () => {
    const text = kafkaProperties('/data', 1, portsOf(1));
    expect(text).toContain('auto.create.topics.enable=false\n');
    expect(text).toContain('listeners=PLAIN://127.0.0.1:9001,CONTROLLER://127.0.0.1:9101\n');
  });
});

describe('certificates for tests', () => {
  it('are signed by the authority; the expired one is expired and the stranger signed none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    const files = await makeCertificates(folder, ['app']);
    const [ca, stranger, server, expired, client] = [files.ca, files.strangerCa, files.serverCert, files.expiredServerCert, files.clients['app']?.cert ?? '']
      .map((file) => new X509Certificate(readFileSync(file))) as [X509Certificate, X509Certificate, X509Certificate, X509Certificate, X509Certificate];
    for (const signed of [server, expired, client]) {
      expect(signed.verify(ca.publicKey)).toBe(true);
      expect(signed.verify(stranger.publicKey)).toBe(false);
    }
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(expired.validToDate.getTime()).toBeLessThan(Date.now());
    expect(server.validToDate.getTime()).toBeGreaterThan(Date.now());
    expect(client.subject).toBe('CN=app');
    rmSync(folder, { recursive: true });
  });
});
