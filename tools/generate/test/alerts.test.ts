import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { prometheusTool } from '@streamforge/cluster-tools/prometheus-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readContract } from '../src/contract.ts';
import { ruleGroups, runbookOf } from '../src/monitoring/alerts.ts';
import { demandLabels } from '../src/monitoring/grouping.ts';
import { selecting } from '../src/monitoring/query.ts';

const contract = await readContract();
const groups = ruleGroups(contract);
const names = [...new Set(groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)))].toSorted();
const promtool = await prometheusTool('promtool');

interface Case {
  readonly alert: string;
  /** Series by minute, as promtool writes them: when it fires, and when it must not. */
  readonly fires: Readonly<Record<string, string>>;
  readonly quiet: Readonly<Record<string, string>>;
  /** Minutes after which it is asked. */
  readonly at: number;
}

const lag = 'streamforge_consumer_lag_records{service="roi-logger",topic="agent.fills.v1",instance="a"}';
const stalled = 'streamforge_partitions_paused{service="ingest",topic="market.candles.v1"}';
const stalledLag = 'streamforge_consumer_lag_records{service="ingest",topic="market.candles.v1",instance="a"}';
const retries = (service: string): string => `streamforge_retries_total{service="${service}",topic="market.candles.v1",code="STORE_UNAVAILABLE"}`;

const cases: readonly Case[] = [
  // What a stall left behind is no news when the stall is over.
  { alert: 'ConsumerLagGrowing', at: 60, fires: { [lag]: '0+1000x60' }, quiet: { [lag]: '50000-500x60', [stalledLag]: '0+9000x60', [stalled]: '1x58 0x2' } },
  { alert: 'ServiceSilent', at: 15, fires: {}, quiet: Object.fromEntries(Object.keys(contract.services).flatMap((service) => [[`streamforge_consumer_lag_records{service="${service}",topic="t"}`, '0x15'], [`streamforge_event_loop_delay_seconds_count{service="${service}"}`, '0+50x15']])) },
  { alert: 'DeadLetters', at: 10, fires: { 'streamforge_dead_letters_total{service="ingest",topic="documents.v1"}': '0 0 0 3x10' }, quiet: { 'streamforge_dead_letters_total{service="ingest",topic="documents.v1"}': '7x10' } },
  { alert: 'PartitionStalled', at: 20, fires: { [stalled]: '1x20' }, quiet: { [stalled]: '1x5 0x20' } },
  { alert: 'StoreErrors', at: 20, fires: { [retries('ingest')]: '0+6x20' }, quiet: { [retries('roi-logger')]: '4x20', [retries('ingest')]: '0+6x20', [stalled]: '1x17 0x3' } },
  { alert: 'SeriesGap', at: 45, fires: { 'streamforge_series_gap_bars{interval="1m"}': '2x5 5x45' }, quiet: { 'streamforge_series_gap_bars{interval="1m"}': '3x45' } },
  { alert: 'LogLostRecords', at: 2, fires: { 'streamforge_log_lost_records{topic="documents.v1"}': '2x5' }, quiet: { 'streamforge_log_lost_records{topic="documents.v1"}': '0x5' } },
  { alert: 'ArchiveBehind', at: 90, fires: { 'streamforge_archive_oldest_seconds{topic="market.trades.v1"}': '300000x90' }, quiet: { 'streamforge_archive_oldest_seconds{topic="market.trades.v1"}': '90000x90' } },
  { alert: 'JobStuck', at: 30, fires: { 'streamforge_jobs_oldest_seconds{service="gnn-trainer"}': '90000+60x30' }, quiet: { 'streamforge_jobs_oldest_seconds{service="gnn-trainer"}': '60+60x30' } },
  { alert: 'NoChampionModel', at: 90, fires: { 'streamforge_models{champion="no"}': '2x90', 'streamforge_models{champion="yes"}': '0x90' }, quiet: { 'streamforge_models{champion="no"}': '2x90', 'streamforge_models{champion="yes"}': '1x90' } },
  { alert: 'AccountDrawdown', at: 20, fires: { 'streamforge_account_drawdown_ratio{pod="a"}': '0.3x20', 'streamforge_account_drawdown_ratio{pod="b"}': '0x20' }, quiet: { 'streamforge_account_drawdown_ratio{pod="a"}': '0.1x20' } },
  {
    alert: 'HttpErrors', at: 20,
    fires: { 'streamforge_http_requests_total{route="/v1/bars",method="GET",status="200"}': '0+60x20', 'streamforge_http_requests_total{route="/v1/bars",method="GET",status="503"}': '0+60x20' },
    quiet: {
      'streamforge_http_requests_total{route="/v1/bars",method="GET",status="200"}': '0+60x20',
      'streamforge_http_requests_total{route="/v1/bars",method="GET",status="404"}': '0+60x20',
      // A pod that is not ready says so to who asks.
      'streamforge_http_requests_total{route="/readyz",method="GET",status="503"}': '0+60x20',
    },
  },
  {
    alert: 'EventLoopBlocked', at: 20,
    fires: { 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="0.25"}': '0+10x20', 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="1"}': '0+60x20', 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="+Inf"}': '0+60x20' },
    quiet: { 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="0.25"}': '0+60x20', 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="1"}': '0+60x20', 'streamforge_event_loop_delay_seconds_bucket{pod="p",le="+Inf"}': '0+60x20' },
  },
];

describe('an alert', () => {
  it.each(names)('%s has a case that fires and one that is quiet', (name) => expect(cases.filter(({ alert }) => alert === name)).toHaveLength(1));

  it('leads to a runbook that says what it means, where to look and what to do, and no runbook is without its alert', () => {
    const books = readdirSync('docs/runbooks').filter((file) => file !== 'README.md').toSorted();
    expect(books).toEqual(names.map((name) => basename(runbookOf(name))).toSorted());
    const index = readFileSync('docs/runbooks/README.md', 'utf8');
    const severe = new Set(groups.flatMap(({ rules }) => rules).map(({ alert, labels }) => `${alert} ${labels.severity}`));
    expect([...index.matchAll(/^\| \[(\w+)\]\(([a-z-]+\.md)\) \| .+ \| (\w+) \|$/gm)].map(([, name = '', book, severity]) => `${name} ${book} ${severity}`).toSorted())
      .toEqual([...severe].map((each) => each.replace(' ', ` ${basename(runbookOf(each.split(' ')[0] ?? ''))} `)).toSorted());
    for (const name of names) expect(readFileSync(runbookOf(name), 'utf8')).toMatch(new RegExp(`^# ${name}\\n\\n.{40,}\\n(.*\\n)*## Look\\n\\n1\\. (.*\\n)*## Do\\n\\n- `));
  });

  it('can name only metrics and labels that the contract has', () => {
    const select = selecting(contract.metrics);
    expect(select('streamforge_retries_total', { service: 'ingest', code: '~STORE_.*' })).toBe('streamforge_retries_total{service="ingest",code=~"STORE_.*"}');
    expect(() => select('streamforge_retries')).toThrow(/names the metric streamforge_retries/);
    expect(() => select('streamforge_retries_total', { shop: 'x' })).toThrow(/names the label shop/);
    expect(() => select('streamforge_end_to_end_seconds')).toThrow(/it is a histogram/);
    const { streamforge_dead_letters_total: _, ...fewer } = contract.metrics;
    expect(() => ruleGroups({ ...contract, metrics: fewer })).toThrow(/streamforge_dead_letters_total/);
  });

  it('of lag follows the contract’s targets', () => {
    const rules = groups.flatMap(({ rules: each }) => each).filter(({ alert }) => alert === 'ConsumerLagGrowing');
    const consumed = Object.values(contract.services).flatMap(({ consumes }) => Object.keys(consumes));
    expect(rules.map(({ labels }) => labels.topic)).toEqual(consumed);
    expect(rules.find(({ labels }) => labels.service === 'ingest' && labels.topic === 'documents.v1')?.expr).toContain('> 3000 ');
    expect(contract.topics['documents.v1']?.partitions, 'of 12 instances no more can read it').toBe(6);
  });

  it('can sum by, and show, only labels that there are', () => {
    const { streamforge_dead_letters_total: letters, ...others } = contract.metrics;
    const without = { ...others, ...letters && { streamforge_dead_letters_total: { ...letters, labels: ['service'] } } };
    expect(() => ruleGroups({ ...contract, metrics: without })).toThrow('the alert DeadLetters sums streamforge_dead_letters_total by topic, and it has service, ');
    const demand = (expr: string, ...texts: readonly string[]): void => demandLabels(contract.metrics, 'a panel', expr, texts);
    expect(() => demand('histogram_quantile(0.9, sum by (le, service) (rate(streamforge_end_to_end_seconds_bucket[5m])))', '{{service}}')).not.toThrow();
    expect(() => demand('sum by (le) (rate(streamforge_end_to_end_seconds_sum[5m]))')).toThrow('by le');
    expect(() => demand('sum by (topic) (streamforge_partitions_paused) / sum by (topic) (streamforge_inflight_bytes)')).toThrow('sums streamforge_inflight_bytes by topic');
    expect(() => demand('sum(streamforge_partitions_paused) by (shop)')).toThrow('write labels before');
    expect(() => demand('sum by (topic) (streamforge_partitions_paused)', '{{service}} {{topic}}')).toThrow('shows the label service');
    expect(() => demand('sum(streamforge_partitions_paused)', '{{ $labels.topic }}')).toThrow('shows the label topic, and its query is summed by none');
  });
});

describe.skipIf(promtool === undefined)('promtool', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'promtool-'));
    await writeFile(join(folder, 'rules.yaml'), stringify({ groups }));
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  it('finds nothing wrong with the rules', async () => {
    expect(await runCommand(promtool ?? '', ['check', 'rules', join(folder, 'rules.yaml')])).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') as unknown });
  });

  it('sees each alert fire when it should, and none when it should not', async () => {
    const seriesOf = (series: Readonly<Record<string, string>>) => Object.entries(series).map(([name, values]) => ({ series: name, values }));
    const tests = cases.flatMap(({ alert, at, fires, quiet }) => [['fires', fires] as const, ['quiet', quiet] as const].map(([kind, series]) => ({
      name: `${alert} ${kind}`,
      interval: '1m',
      input_series: seriesOf(series),
      // What it counts is for the cases of the contract; here only whether there are any.
      promql_expr_test: [{ expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) > bool 0 or vector(0)`, eval_time: `${at}m`, exp_samples: [{ labels: '{}', value: kind === 'fires' ? 1 : 0 }] }],
    })));
    await writeFile(join(folder, 'tests.yaml'), stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests }));
    const { code, output } = await runCommand(promtool ?? '', ['test', 'rules', join(folder, 'tests.yaml')]);
    expect([code, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
