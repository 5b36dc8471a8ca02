/** One dashboard for each service: what it reads and does with it, how late, and what is its own. */
import { runOf } from '@streamforge/contracts/runs';
import type { ServiceDefinition } from '@streamforge/contracts/services';
import type { Contract } from '../../contract.ts';
import { selecting, type Select } from '../query.ts';
import type { Dashboard, MetricPanel, StatPanel, Unit } from './dashboard.ts';
import { grown, highest, mean, rate, slowest, total } from './expressions.ts';

/** Outside Kubernetes there are no pods. */
const where = ['pod', 'instance'] as const;
const whereLegend = '{{pod}} {{instance}}';

const panel = (title: string, says: string, unit: Unit, ...queries: readonly (readonly [expr: string, legend: string])[]): MetricPanel =>
  ({ kind: 'metrics', title, says, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) });

/** The same panel, with what it says where there is no series. */
const orSay = (none: string, shown: MetricPanel): MetricPanel => ({ ...shown, none });

const stat = (title: string, says: string, width: number, good: StatPanel['good'], expr: string): StatPanel =>
  ({ kind: 'stat', title, says, width, good, queries: [{ expr, legend: title }] });

/** What one wants to know first: does it run, is it behind, does it stand, did it refuse anything? */
const atOnce = (service: string, { consumes, ...definition }: ServiceDefinition, select: Select): readonly StatPanel[] => {
  const of = (name: string, part?: '_count'): string => select(name, { service }, part);
  const runs = Object.keys(consumes).length === 0 ? 24 : 6;
  return [
    stat('Instances', 'That Prometheus sees.', runs, runOf(definition).least > 0 ? 'some' : 'any', `count(${of('streamforge_event_loop_delay_seconds', '_count')}) or vector(0)`),
    ...runs === 24 ? [] : [
      stat('Waiting', 'Records of all its topics that are not handled yet.', 6, 'any', `sum(${highest(of('streamforge_consumer_lag_records'), 'topic')})`),
      stat('Halted', 'Partitions that wait for a store, or stopped.', 6, 'none', `sum(${of('streamforge_partitions_paused')})`),
      stat('Dead letters', 'Written in the time shown.', 6, 'none', `round(sum(increase(${of('streamforge_dead_letters_total')}[$__range])))`),
    ],
  ];
};

const unread = 'Nothing was read in this time.';

const consuming = (service: string, select: Select): readonly MetricPanel[] => {
  const of = (name: string, part?: '_bucket' | '_sum' | '_count'): string => select(name, { service }, part);
  return [
    panel('Lag', 'Records that wait, by topic. Falls to zero when nothing arrives.', 'short', [highest(of('streamforge_consumer_lag_records'), 'topic'), '{{topic}}']),
    panel('Records', 'What became of the records that were read.', 'recps',
      [rate(of('streamforge_records_consumed_total'), 'topic'), 'read {{topic}}'], [rate(of('streamforge_records_stored_total'), 'topic'), 'stored {{topic}}'],
      [rate(of('streamforge_records_deduplicated_total'), 'topic'), 'known {{topic}}'], [rate(of('streamforge_records_outdated_total'), 'topic'), 'outdated {{topic}}']),
    panel('Refused', 'Records that were refused by code, and dead letters written.', 'recps',
      [rate(of('streamforge_records_rejected_total'), 'topic', 'code'), '{{topic}} {{code}}'], [rate(of('streamforge_dead_letters_total'), 'topic'), 'dead letters {{topic}}']),
    orSay(unread, panel('From append to effect', '99th percentile: how old the oldest record of a batch was when its effect was durable.', 's', [slowest(of('streamforge_end_to_end_seconds', '_bucket'), 'topic'), '{{topic}}'])),
    orSay(unread, panel('Time of a batch', '99th percentile of validating, handling and settling.', 's', [slowest(of('streamforge_batch_duration_seconds', '_bucket'), 'topic'), '{{topic}}'])),
    orSay(unread, panel('Records of a batch', 'Mean: small batches mean that it keeps up.', 'short', [mean(of('streamforge_batch_records', '_sum'), of('streamforge_batch_records', '_count'), 'topic'), '{{topic}}'])),
    orSay('Nothing was tried again.', panel('Retries', 'Batches tried again, since something does not answer.', 'ops', [rate(of('streamforge_retries_total'), 'topic', 'code'), '{{topic}} {{code}}'])),
    panel('Halted partitions', 'Of all instances: they wait for a store, or stopped.', 'short', [total(of('streamforge_partitions_paused'), 'topic'), '{{topic}}']),
    panel('In hand', 'Bytes of records that are being handled.', 'bytes', [total(of('streamforge_inflight_bytes'), ...where), whereLegend]),
  ];
};

const working = (service: string, select: Select): readonly MetricPanel[] => [
  panel('Jobs', 'That are not ended, by state.', 'short', [highest(select('streamforge_jobs', { service }), 'state'), '{{state}}']),
  panel('Jobs ended', 'Within an hour, by how they ended.', 'short', [grown(select('streamforge_jobs_ended_total', { service }), '1h', 'state'), '{{state}}']),
  panel('Oldest job', 'Age of the oldest that is not ended.', 's', [highest(select('streamforge_jobs_oldest_seconds', { service }), 'service'), 'oldest']),
];

const everywhere = (service: string, select: Select): readonly MetricPanel[] => [
  panel('HTTP', 'Requests answered, by route and status.', 'reqps', [rate(select('streamforge_http_requests_total', { service }), 'route', 'status'), '{{route}} {{status}}']),
  panel('HTTP time', '99th percentile by route.', 's', [slowest(select('streamforge_http_request_duration_seconds', { service }, '_bucket'), 'route'), '{{route}}']),
  panel('Event loop', '99th percentile of how late timers fire.', 's', [slowest(select('streamforge_event_loop_delay_seconds', { service }, '_bucket'), ...where), whereLegend]),
];

const unasked = 'Nobody asked yet.';

/** What only one service shows. */
const own: Readonly<Record<string, (select: Select) => readonly MetricPanel[]>> = {
  ingest: (select) => [
    panel('Gaps', 'Bars missing from all series, by interval.', 'short', [highest(select('streamforge_series_gap_bars'), 'interval'), '{{interval}}']),
    orSay('Nothing was archived yet.', panel('Archive', 'Records archived, and deleted from the log since they are, within an hour.', 'short',
      [grown(select('streamforge_archived_records_total'), '1h', 'topic'), 'archived {{topic}}'], [grown(select('streamforge_archive_deleted_records_total'), '1h', 'topic'), 'deleted {{topic}}'])),
    orSay('Nothing was archived yet.', panel('Archived bytes', 'Compressed, written within an hour.', 'bytes', [grown(select('streamforge_archived_bytes_total'), '1h', 'topic'), '{{topic}}'])),
    orSay('Nothing was archived yet.', panel('Archived segments', 'Written within an hour.', 'short', [grown(select('streamforge_archived_segments_total'), '1h', 'topic'), '{{topic}}'])),
    orSay('The archive was not looked at yet.', panel('Oldest not archived', 'What is younger than a segment is normal.', 's', [highest(select('streamforge_archive_oldest_seconds'), 'topic'), '{{topic}}'])),
  ],
  gateway: (select) => [
    orSay('Nothing was produced over HTTP yet.', panel('Produced over HTTP', 'Records acknowledged, by topic.', 'recps', [rate(select('streamforge_produced_records_total'), 'topic'), '{{topic}}'])),
    panel('Models', 'Registered models, by whether one of their versions is champion.', 'short', [highest(select('streamforge_models'), 'champion'), 'champion: {{champion}}']),
  ],
  'roi-logger': (select) => [
    orSay('No account was looked at yet.', panel('Drawdown', 'How far the account that fell deepest lies below its highest equity.', 'percentunit', [highest(select('streamforge_account_drawdown_ratio', { service: 'roi-logger' }), 'service'), 'deepest'])),
  ],
  embeddings: (select) => [panel('Windows', 'Windows of bars made into vectors, by what became of them.', 'ops', [rate(select('streamforge_windows_total'), 'verdict'), '{{verdict}}'])],
  'llm-adapter': (select) => [
    orSay(unasked, panel('Answers', 'That ended within five minutes, by model and how.', 'short', [grown(select('streamforge_llm_answers_total'), '5m', 'model', 'state'), '{{model}} {{state}}'])),
    orSay(unasked, panel('Tokens', 'Read and written by models.', 'suffix: tokens/s', [rate(select('streamforge_llm_tokens_total'), 'model', 'type'), '{{model}} {{type}}'])),
    orSay(unasked, panel('Time of an answer', '99th percentile by model.', 's', [slowest(select('streamforge_llm_answer_duration_seconds', {}, '_bucket'), 'model'), '{{model}}'])),
    orSay('None was asked again.', panel('Asked again', 'Times within an hour that a model was asked again for the same request, such as after a crash.', 'short', [grown(select('streamforge_llm_repeated_calls_total'), '1h', 'service'), 'repeated'])),
  ],
};

export const serviceDashboard = (service: string, definition: ServiceDefinition, { metrics }: Contract): Dashboard => {
  const select = selecting(metrics);
  // Who reads no topic derives nothing either.
  const derives = Object.keys(definition.consumes).length > 0;
  return {
    uid: service,
    title: service,
    says: definition.says,
    panels: [
      ...atOnce(service, definition, select),
      ...derives ? [...consuming(service, select), orSay('Nothing was published yet.', panel('Published', 'Derived records, by topic.', 'recps', [rate(select('streamforge_records_published_total', { service }), 'topic'), '{{topic}}']))] : [],
      ...runOf(definition).grows === 'jobs' ? working(service, select) : [],
      ...own[service]?.(select) ?? [],
      ...everywhere(service, select),
    ],
  };
};
