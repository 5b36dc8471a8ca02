/** The platform at one glance: what fires, who runs, who is behind, what was refused, what is lost. */
import { runOf } from '@streamforge/contracts/runs';
import { servicesOf, type Contract } from '../../contract.ts';
import { ruleGroups } from '../alerts.ts';
import { selecting } from '../query.ts';
import type { Dashboard, StatPanel } from './dashboard.ts';
import { grown, highest, rate, slowest, total } from './expressions.ts';

/** A figure that should be 0; it is 0, too, where there is no series. */
const zero = (title: string, says: string, sum: string): StatPanel =>
  ({ kind: 'stat', title, says, width: 4, good: 'none', queries: [{ expr: `${sum} or vector(0)`, legend: title }] });

export const platformDashboard = (contract: Contract): Dashboard => {
  const select = selecting(contract.metrics);
  const alerts = [...new Set(ruleGroups(contract).flatMap(({ rules }) => rules.map(({ alert }) => alert)))];
  const lag = highest(select('streamforge_consumer_lag_records'), 'service', 'topic');
  const gaps = highest(select('streamforge_series_gap_bars'), 'interval');
  const lost = highest(select('streamforge_log_lost_records'), 'topic');
  const halted = select('streamforge_partitions_paused');
  const letters = select('streamforge_dead_letters_total');
  const instances = (service: string): string => `count(${select('streamforge_event_loop_delay_seconds', { service }, '_count')}) or vector(0)`;
  const running = (title: string, says: string, width: number, good: StatPanel['good'], least: (least: number) => boolean): StatPanel => ({
    kind: 'stat', title, says, width, good,
    queries: servicesOf(contract).filter(([, definition]) => least(runOf(definition).least)).map(([service]) => ({ expr: instances(service), legend: service })),
  });
  return {
    uid: 'platform',
    title: 'platform',
    says: 'What fires, who runs, who is behind, what was refused, what is lost. Green above and zeros below is health.',
    panels: [
      zero('Alerts', 'That fire now; the table below says which.', `count(ALERTS{alertstate="firing",alertname=~"${alerts.join('|')}"})`),
      zero('Halted partitions', 'That wait for a store, or stopped.', `sum(${halted})`),
      zero('Dead letters', 'Written in the time shown; each lies in its topic with its cause.', `round(sum(increase(${letters}[$__range])))`),
      zero('Lost records', 'Acknowledged once and not to be read any more.', `sum(${lost})`),
      { kind: 'stat', title: 'Lag', says: 'Records that wait, of all services.', width: 4, good: 'any', queries: [{ expr: `sum(${lag})`, legend: 'Lag' }] },
      { kind: 'stat', title: 'Gaps', says: 'Bars missing from all series.', width: 4, good: 'any', queries: [{ expr: `sum(${gaps})`, legend: 'Gaps' }] },
      running('Instances', 'That Prometheus sees, of each service that always runs.', 20, 'some', (least) => least > 0),
      running('May rest', 'Instances of services that run only while there is work.', 4, 'any', (least) => least === 0),
      { kind: 'alerts', title: 'Alerts now', says: 'Firing, and pending: these hold, and not yet for as long as they must. Each has a runbook in docs/runbooks.', alerts },
      { kind: 'metrics', title: 'Lag by topic', says: 'Records that wait, by service and topic.', queries: [{ expr: lag, legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'From append to effect', says: '99th percentile, by service.', unit: 's', queries: [{ expr: slowest(select('streamforge_end_to_end_seconds', {}, '_bucket'), 'service'), legend: '{{service}}' }] },
      { kind: 'metrics', title: 'Dead letters by topic', says: 'Written within five minutes; each lies in its topic with its cause.', queries: [{ expr: grown(letters, '5m', 'service', 'topic'), legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'Halted by topic', says: 'Partitions that wait for a store, or stopped.', queries: [{ expr: total(halted, 'service', 'topic'), legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'Retries', says: 'Batches tried again, by service and code.', unit: 'ops', none: 'Nothing was tried again.', queries: [{ expr: rate(select('streamforge_retries_total'), 'service', 'code'), legend: '{{service}} {{code}}' }] },
      { kind: 'metrics', title: 'Read', says: 'Records read per second, by service.', unit: 'recps', queries: [{ expr: rate(select('streamforge_records_consumed_total'), 'service'), legend: '{{service}}' }] },
      { kind: 'metrics', title: 'Gaps by interval', says: 'Bars missing from all series.', queries: [{ expr: gaps, legend: '{{interval}}' }] },
      { kind: 'metrics', title: 'Lost records by topic', says: 'Acknowledged once and not to be read any more. Must be none.', none: 'None was lost.', queries: [{ expr: lost, legend: '{{topic}}' }] },
    ],
  };
};
