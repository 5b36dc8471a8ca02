import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { goTool } from '@streamforge/cluster-tools/go-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emailHtml, emailSubject, emailText, telegramMessage } from '../src/monitoring/alertmanager/messages.ts';

const amtool = await goTool('amtool');
/** Of Telegram's messages; Alertmanager sends a sentence of its own instead of a longer one. */
const MOST = 4_096;

interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

const book = 'https://git.example.com/docs/runbooks/partition-stalled.md';
const alert = (service: string, topic: string, status: Alert['status'] = 'firing'): Alert => ({
  status, labels: { alertname: 'PartitionStalled', severity: 'critical', service, topic, prometheus: 'monitoring/a' },
  annotations: { summary: `Partitions of ${topic} stand still in ${service}`, description: '6 wait for a store.', runbook_url: book },
  startsAt: '2026-11-22T03:12:13Z', endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-22T04:00:01Z', generatorURL: 'http://prometheus:9090/graph?g0.expr=a+%3E+0',
});

/** What all alerts have alike. */
const common = (all: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(all[0] ?? {}).filter(([name, value]) => all.every((each) => each[name] === value)));

describe.skipIf(amtool === undefined)('a message', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messages-'));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  /** As Alertmanager renders it for a group of alerts. */
  const shown = async (template: string, type: 'text' | 'html', alerts: readonly Alert[], place: Readonly<Record<string, string>> = {}): Promise<string> => {
    const data = join(folder, 'data.json');
    await writeFile(data, JSON.stringify({
      receiver: 'telegram', status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved', alerts, externalURL: 'http://alertmanager:9093',
      groupLabels: { alertname: alerts[0]?.labels['alertname'] ?? '', ...place }, commonLabels: common(alerts.map(({ labels }) => labels)), commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    }));
    const { code, output } = await runCommand(amtool ?? '', ['template', 'render', '--template.glob', join(folder, '*.none'), '--template.type', type, '--template.text', template, '--template.data', data]);
    expect([code, output]).toEqual([0, output]);
    return output.trimEnd();
  };

  it('says on a phone how bad it is, what, since when, and what to do', async () => {
    expect(await shown(telegramMessage, 'html', [alert('ingest', 'documents.v1')], { namespace: 'streamforge' })).toBe([
      '<b>CRITICAL: Partitions of documents.v1 stand still in ingest [streamforge]</b>', `What to do: ${book}`, '6 wait for a store.',
      '- Partitions of documents.v1 stand still in ingest (since 22 Nov 03:12 UTC)',
    ].join('\n'));
  });

  it('names each service once, and what is over beside what is not', async () => {
    const alerts = [alert('embeddings', 'documents.clean.v1', 'resolved'), alert('ingest', 'documents.v1'), alert('ingest', 'market.bars.v1'), alert('roi-logger', 'agent.fills.v1')];
    expect(await shown(emailSubject, 'text', alerts)).toBe('CRITICAL: PartitionStalled, 3 in ingest, roi-logger');
    expect(await shown(telegramMessage, 'html', alerts)).toContain('\nOver:\n- Partitions of documents.clean.v1 stand still in embeddings (22 Nov 03:12 to 22 Nov 04:00 UTC)');
    expect(await shown(emailSubject, 'text', [alert('ingest', 'documents.v1', 'resolved')])).toBe('RESOLVED: Partitions of documents.v1 stand still in ingest');
  });

  it('fits into one of Telegram’s, and leaves no sign open, whatever labels hold', async () => {
    const alerts = [...Array(80).keys()].map((index) => alert('ingest', `_${index}*<b>&"[x](y)\`${'long'.repeat(40)}`, index % 2 === 0 ? 'firing' : 'resolved'));
    const text = await shown(telegramMessage, 'html', alerts);
    expect(text.length).toBeLessThan(MOST);
    expect(text.match(/<[^>]*>/g)).toEqual(['<b>', '</b>']);
    expect(text).toMatch(/40 in ingest(.|\n)*- and more\nOver:(.|\n)*- and more$/);
  });

  it('has labels in an email where nothing else tells what it is about, and no link that is none', async () => {
    const bare: Alert = { ...alert('', ''), labels: { alertname: 'KubePodCrashLooping', severity: 'warning', pod: 'p<1>' }, annotations: { runbook_url: 'javascript:alert(1)' } };
    const html = await shown(emailHtml, 'html', [bare]);
    expect(html).toContain('WARNING: KubePodCrashLooping');
    expect(html).toContain('pod=p&lt;1&gt;');
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual(['http://prometheus:9090/graph?g0.expr=a&#43;%3E&#43;0']);
    expect(await shown(emailText, 'text', [alert('ingest', 'a<b>'), alert('ingest', 'b')])).toBe([
      'CRITICAL: PartitionStalled, 2 in ingest', '6 wait for a store.', `What to do: ${book}`,
      '', 'Partitions of a<b> stand still in ingest (since 22 Nov 03:12 UTC)', 'service=ingest topic=a<b> ', '', 'Partitions of b stand still in ingest (since 22 Nov 03:12 UTC)', 'service=ingest topic=b',
    ].join('\n'));
  });
});
