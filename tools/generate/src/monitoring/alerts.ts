/** Alerts of the platform: each names a cause that a person must see to, and its runbook. */
import { runOf } from '@streamforge/contracts/runs';
import { servicesOf, type Contract } from '../contract.ts';
import { demandLabels } from './grouping.ts';
import { selecting, type Select } from './query.ts';

type Severity = 'warning' | 'critical';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold. */
  readonly for: string;
  /** Rules of one name differ in their labels. */
  readonly labels: { readonly severity: Severity; readonly service?: string; readonly topic?: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    /** From the root of the repository; the chart puts the address before it that its values give. */
    readonly runbook_url: string;
  };
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly AlertRule[];
}

interface Alert {
  readonly name: string;
  readonly expr: string;
  readonly holds: string;
  readonly severity: Severity;
  readonly about?: { readonly service: string; readonly topic?: string };
  readonly summary: string;
  readonly says: string;
}

/** `ConsumerLagGrowing` → `docs/runbooks/consumer-lag-growing.md`. */
export const runbookOf = (alert: string): string => `docs/runbooks/${alert.replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase()}.md`;

const ruleOf = ({ name, expr, holds, severity, about, summary, says }: Alert): AlertRule =>
  ({ alert: name, expr, for: holds, labels: { severity, ...about }, annotations: { summary, description: says, runbook_url: runbookOf(name) } });

/** Rates and slopes still show a stall for a while after it; then what is over would be told as something new. */
const afterStall = (labels: string): string => `unless on (${labels}) last_over_time(ALERTS{alertname="PartitionStalled",alertstate="firing"}[10m])`;

/** What all instances that can read a topic are meant to bear together; every instance shows the lag of its whole group. */
const lagAlerts = (contract: Contract, select: Select): readonly Alert[] => servicesOf(contract).flatMap(([service, definition]) =>
  Object.entries(definition.consumes).map(([topic, { lagTarget }]) => {
    const lag = select('streamforge_consumer_lag_records', { service, topic });
    // An instance that is given no partition bears nothing.
    const readers = Math.min(runOf(definition).most, contract.topics[topic]?.partitions ?? 1);
    const bearable = lagTarget * readers;
    return {
      name: 'ConsumerLagGrowing',
      expr: `max by (service, topic) (${lag}) > ${bearable} and max by (service, topic) (deriv(${lag}[15m])) > 0 ${afterStall('service, topic')}`,
      holds: '15m',
      severity: 'warning' as const,
      about: { service, topic },
      summary: `${service} falls behind on ${topic}`,
      says: `{{ printf "%.0f" $value }} records wait, more than the ${bearable} that ${readers} instances, as many as can read it, are meant to bear, and they grow.`,
    };
  }));

/** A service that may run no instance is allowed to be silent. Who consumes shows its lag; the event loop is everybody's. */
const silenceAlerts = (contract: Contract, select: Select): readonly Alert[] => servicesOf(contract)
  .filter(([, definition]) => runOf(definition).least > 0)
  .map(([service, { consumes }]) => ({
    name: 'ServiceSilent',
    expr: `absent(${Object.keys(consumes).length > 0 ? select('streamforge_consumer_lag_records', { service }) : select('streamforge_event_loop_delay_seconds', { service }, '_count')})`,
    holds: '10m',
    severity: 'critical' as const,
    about: { service },
    summary: `No instance of ${service} is seen`,
    says: 'None runs, or its metrics can’t be read.',
  }));

/** They answer 503 while a store is down or a pod drains, which other alerts tell. */
const PROBES = '!~/healthz|/readyz|/metrics';

const platformAlerts = (select: Select): readonly Alert[] => [
  {
    name: 'DeadLetters',
    expr: `sum by (service, topic) (increase(${select('streamforge_dead_letters_total')}[15m])) > 0`,
    holds: '0m',
    severity: 'warning',
    summary: '{{ $labels.service }} refused records of {{ $labels.topic }}',
    says: 'About {{ printf "%.0f" $value }} in 15 minutes; each waits in {{ $labels.topic }}.dlq with its cause.',
  },
  {
    name: 'PartitionStalled',
    expr: `sum by (service, topic) (${select('streamforge_partitions_paused')}) > 0`,
    holds: '10m',
    severity: 'critical',
    summary: 'Partitions of {{ $labels.topic }} stand still in {{ $labels.service }}',
    says: '{{ printf "%.0f" $value }} wait for a store, or stopped because too much failed unexpectedly. Nothing is skipped meanwhile.',
  },
  {
    name: 'StoreErrors',
    expr: `sum by (service, code) (rate(${select('streamforge_retries_total')}[5m])) * 60 > 0.6 ${afterStall('service')}`,
    holds: '10m',
    severity: 'warning',
    summary: '{{ $labels.service }} tries again and again: {{ $labels.code }}',
    says: 'Batches are tried again {{ printf "%.1f" $value }} times a minute; the code says what does not answer.',
  },
  {
    name: 'SeriesGap',
    expr: `max by (interval) (${select('streamforge_series_gap_bars')}) - min by (interval) (min_over_time(${select('streamforge_series_gap_bars')}[1d])) > 0`,
    holds: '30m',
    severity: 'warning',
    summary: '{{ printf "%.0f" $value }} bars of {{ $labels.interval }} went missing within a day',
    says: 'Series have new holes where their assets’ calendars say that there was trading.',
  },
  {
    name: 'LogLostRecords',
    expr: `max by (topic) (${select('streamforge_log_lost_records')}) > 0`,
    holds: '0m',
    severity: 'critical',
    summary: '{{ $labels.topic }} lost {{ printf "%.0f" $value }} acknowledged records',
    says: 'They were acknowledged once and can’t be read any more.',
  },
  {
    name: 'ArchiveBehind',
    expr: `max by (topic) (${select('streamforge_archive_oldest_seconds')}) > 259200`,
    holds: '1h',
    severity: 'warning',
    summary: 'The archive of {{ $labels.topic }} is {{ $value | humanizeDuration }} behind',
    says: 'Records stay in the log until they are archived, so that its disks fill.',
  },
  {
    name: 'JobStuck',
    expr: `max by (service) (${select('streamforge_jobs_oldest_seconds')}) > 86400`,
    holds: '15m',
    severity: 'warning',
    summary: 'A job of {{ $labels.service }} has not ended for {{ $value | humanizeDuration }}',
    says: 'It waits, runs on, or is begun again and again.',
  },
  {
    name: 'NoChampionModel',
    expr: `max(${select('streamforge_models', { champion: 'no' })}) > 0 unless max(${select('streamforge_models', { champion: 'yes' })}) > 0`,
    holds: '1h',
    severity: 'warning',
    summary: 'No model is champion',
    says: '{{ printf "%.0f" $value }} models are registered, and no version of any was better than its baselines: predictions come from versions that are no better than chance.',
  },
  {
    name: 'AccountDrawdown',
    expr: `max(${select('streamforge_account_drawdown_ratio')}) > 0.2`,
    holds: '5m',
    severity: 'warning',
    summary: 'An account fell {{ $value | humanizePercentage }} below its highest equity',
    says: 'The account that fell deepest; the dashboard ROI of agents shows which.',
  },
  {
    name: 'HttpErrors',
    expr: `sum by (service, route) (rate(${select('streamforge_http_requests_total', { route: PROBES, status: '~5..' })}[5m])) / sum by (service, route) (rate(${select('streamforge_http_requests_total', { route: PROBES })}[5m])) > 0.05`,
    holds: '10m',
    severity: 'warning',
    summary: 'Requests to {{ $labels.route }} of {{ $labels.service }} fail',
    says: '{{ $value | humanizePercentage }} of them are answered with a status of 500 or more.',
  },
  {
    name: 'EventLoopBlocked',
    expr: `histogram_quantile(0.99, sum by (le, service, pod, instance) (rate(${select('streamforge_event_loop_delay_seconds', {}, '_bucket')}[5m]))) > 0.25`,
    holds: '10m',
    severity: 'warning',
    summary: 'The event loop of {{ $labels.service }} is held up in {{ or $labels.pod $labels.instance }}',
    says: 'Timers fire {{ $value | humanizeDuration }} late (99th percentile): heartbeats and probes may come too late.',
  },
];

export const ruleGroups = (contract: Contract): readonly RuleGroup[] => {
  const select = selecting(contract.metrics);
  const group = (name: string, alerts: readonly Alert[]): RuleGroup => {
    for (const { name: alert, expr, summary, says } of alerts) demandLabels(contract.metrics, `the alert ${alert}`, expr, [summary, says]);
    return { name: `streamforge-${name}`, interval: '30s', rules: alerts.map(ruleOf) };
  };
  return [group('lag', lagAlerts(contract, select)), group('services', silenceAlerts(contract, select)), group('platform', platformAlerts(select))];
};
