/** The platform at one glance: who is behind, what was refused, what is lost. */
import type { Contract } from '../../contract.ts';
import { selecting } from '../query.ts';
import type { Dashboard } from './dashboard.ts';
import { highest, rate, slowest } from './expressions.ts';

export const platformDashboard = ({ metrics }: Contract): Dashboard => {
  const select = selecting(metrics);
  return {
    uid: 'platform',
    title: 'platform',
    says: 'Who is behind, what was refused, what is lost. All zeros at the right is health.',
    panels: [
      { kind: 'metrics', title: 'Lag', says: 'Records that wait, by service and topic.', queries: [{ expr: highest(select('streamforge_consumer_lag_records'), 'service', 'topic'), legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'Dead letters', says: 'Written per second; each lies in its topic with its cause.', unit: 'ops', queries: [{ expr: rate(select('streamforge_dead_letters_total'), 'service', 'topic'), legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'Read', says: 'Records read per second, by service.', unit: 'ops', queries: [{ expr: rate(select('streamforge_records_consumed_total'), 'service'), legend: '{{service}}' }] },
      { kind: 'metrics', title: 'Halted partitions', says: 'That wait for a store, or stopped.', queries: [{ expr: highest(select('streamforge_partitions_paused'), 'service', 'topic'), legend: '{{service}} {{topic}}' }] },
      { kind: 'metrics', title: 'From append to effect', says: '99th percentile, by service.', unit: 's', queries: [{ expr: slowest(select('streamforge_end_to_end_seconds', {}, '_bucket'), 'service'), legend: '{{service}}' }] },
      { kind: 'metrics', title: 'Retries', says: 'Batches tried again, by service and code.', unit: 'ops', queries: [{ expr: rate(select('streamforge_retries_total'), 'service', 'code'), legend: '{{service}} {{code}}' }] },
      { kind: 'metrics', title: 'Gaps', says: 'Bars missing from all series, by interval.', queries: [{ expr: highest(select('streamforge_series_gap_bars'), 'interval'), legend: '{{interval}}' }] },
      { kind: 'metrics', title: 'Lost records', says: 'Acknowledged once and not to be read any more. Must be zero.', queries: [{ expr: highest(select('streamforge_log_lost_records'), 'topic'), legend: '{{topic}}' }] },
    ],
  };
};
