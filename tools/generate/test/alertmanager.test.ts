import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { goTool } from '@streamforge/cluster-tools/go-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { servicesOf, readContract } from '../src/contract.ts';
import { alertmanager } from '../src/monitoring/alertmanager/alertmanager.ts';
import { inhibitions } from '../src/monitoring/alertmanager/inhibitions.ts';
import { ruleGroups } from '../src/monitoring/alerts.ts';

const contract = await readContract();
const rules = ruleGroups(contract).flatMap(({ rules: each }) => each);
const names = [...new Set(rules.map(({ alert }) => alert))].toSorted();
const services = servicesOf(contract).map(([name]) => name);
const configuration = alertmanager(contract);
const amtool = await goTool('amtool');

/** Who is told of each alert: the services that it can be about, or the platform. */
const told = {
  ConsumerLagGrowing: 'warning of its service', ServiceSilent: 'critical of its service', DeadLetters: 'warning of its service', PartitionStalled: 'critical of its service',
  StoreErrors: 'warning of its service', JobStuck: 'warning of its service', HttpErrors: 'warning of its service', EventLoopBlocked: 'warning of its service',
  SeriesGap: 'warning of the platform', LogLostRecords: 'critical of the platform', ArchiveBehind: 'warning of the platform', NoChampionModel: 'warning of the platform',
  AccountDrawdown: 'warning of the platform',
} as const satisfies Readonly<Record<string, `${'warning' | 'critical'} of ${'its service' | 'the platform'}`>>;

interface Fired {
  readonly labels: Readonly<Record<string, string>>;
  readonly receiver: string;
}

/** Each alert with each service that it can be about, as Prometheus would send it. */
const fired: readonly Fired[] = Object.entries(told).flatMap(([alertname, to]) => {
  const [severity, , ...whom] = to.split(' ');
  const own = rules.filter(({ alert }) => alert === alertname);
  const about = own.flatMap(({ labels }) => labels.service ?? services);
  const which = whom.join(' ') === 'its service' ? [...new Set(about)] : [undefined];
  return which.map((service) => ({
    labels: { alertname, severity: severity ?? '', topic: 'documents.v1', ...service === undefined ? {} : { service } }, receiver: `${severity === 'critical' ? 'telegram,' : ''}${severity}-${service ?? 'platform'}`,
  }));
});

describe('Alertmanager', () => {
  it('has somebody to tell of each alert of the contract', () => {
    expect(Object.keys(told).toSorted()).toEqual(names);
    for (const { alert, expr, labels } of rules) {
      const byService = labels.service !== undefined || /by \((le, )?service\b/.test(expr);
      expect([alert, `${labels.severity} of ${byService ? 'its service' : 'the platform'}`]).toEqual([alert, told[alert as keyof typeof told]]);
    }
  });

  it('tells of what is critical by email and Telegram, of warnings by email, and of both when they end', () => {
    for (const { name, email_configs: email = [], telegram_configs: telegram = [] } of configuration.receivers) {
      expect([name, email.length, telegram.length]).toEqual([name, ['nobody', 'telegram'].includes(name) ? 0 : 1, name === 'telegram' ? 1 : 0]);
      for (const each of [...email, ...telegram]) expect(each.send_resolved).toBe(true);
    }
  });

  it('reads secrets from files, and has none in it', () => {
    expect(configuration.global.smtp_auth_password_file).toMatch(/^\/etc\/alertmanager\/secrets\//);
    for (const { telegram_configs: telegram = [] } of configuration.receivers) for (const each of telegram) expect(each.bot_token_file).toMatch(/^\/etc\/alertmanager\/secrets\//);
    const keys = [...JSON.stringify(configuration).matchAll(/"(\w+)":/g)].map(([, key]) => key ?? '');
    expect(keys.filter((key) => /password|token|secret|url/.test(key) && !key.endsWith('_file'))).toEqual([]);
  });

  it('is silent on a warning only while something critical causes it', () => {
    const without = (alert: string) => rules.filter((rule) => rule.alert !== alert);
    const softened = rules.map((rule) => (rule.alert === 'PartitionStalled' ? { ...rule, labels: { ...rule.labels, severity: 'warning' as const } } : rule));
    expect(inhibitions(rules).map(({ source_matchers: [severity], target_matchers: [below] }) => [severity, below])).toEqual(inhibitions(rules).map(() => ['severity="critical"', 'severity="warning"']));
    expect(() => inhibitions(without('JobStuck'))).toThrow(/names the alert JobStuck, which there is not/);
    expect(() => inhibitions(softened)).toThrow(/takes the alert PartitionStalled for critical, which it is not/);
    // Without a service in common, one would silence what has nothing to do with it.
    for (const { equal } of configuration.inhibit_rules) expect(equal).toContain('service');
  });
});

describe.skipIf(amtool === undefined)('amtool', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'amtool-'));
    file = join(folder, 'alertmanager.yaml');
    await writeFile(file, stringify(configuration));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  const routed = async (labels: Readonly<Record<string, string>>, receiver: string) =>
    await runCommand(amtool ?? '', ['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${receiver}`, ...Object.entries(labels).map(([name, value]) => `${name}=${value}`)]);

  it('finds nothing wrong with the configuration, and does with one that has a receiver too few', async () => {
    expect(await runCommand(amtool ?? '', ['check-config', file])).toMatchObject({ code: 0, output: expect.stringMatching(new RegExp(`SUCCESS(.|\\n)*- 3 inhibit rules\\n - ${3 + 2 * (services.length + 1)} receivers`)) as unknown });
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, stringify({ ...configuration, receivers: configuration.receivers.slice(1) }));
    expect(await runCommand(amtool ?? '', ['check-config', wrong])).toMatchObject({ code: 1, output: expect.stringContaining('undefined receiver "others"') as unknown });
  });

  it('routes each alert, about each service that it can be about, to whom it concerns and to nobody else', async () => {
    expect(fired.length).toBeGreaterThan(names.length);
    for (const { labels, receiver } of fired) expect([labels, (await routed(labels, receiver)).code]).toEqual([labels, 0]);
    expect((await routed({ alertname: 'DeadLetters', severity: 'warning', service: 'ingest' }, 'critical-ingest')).code).toBe(1);
  });

  it('routes alerts of others to people, unless they only note something', async () => {
    expect((await routed({ alertname: 'KubePodCrashLooping', severity: 'warning', service: 'ingest' }, 'others')).code).toBe(0);
    expect((await routed({ alertname: 'Watchdog', severity: 'none' }, 'nobody')).code).toBe(0);
  });
});
