/** One dashboard for each service: what it reads and does with it, how late, and what is its own. */
import { runOf } from '@streamforge/contracts/runs';
import type { ServiceDefinition } from '@streamforge/contracts/services';
import type { Contract } from '../../contract.ts';
import { selecting, type Select } from '../query.ts';
import type { Dashboard, MetricPanel, Unit } from './dashboard.ts';
import { highest, mean, rate, slowest, total } from './expressions.ts';

const panel = (title: string, says: string, unit: Unit, ...queries: readonly (readonly [expr: string, legend: string])[]): MetricPanel =>
  ({ kind: 'metrics', title, says, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) });

const consuming = (service: string, select: Select): readonly MetricPanel[] => {
  const of = (name: string, part?: '_bucket' | '_sum' | '_count'): string => select(name, { service }, part);
  return [
    panel('Lag', 'Records that wait, by topic. Falls to zero when nothing arrives.', 'short', [highest(of('streamforge_consumer_lag_records'), 'topic'), '{{topic}}']),
    panel('Records', 'What became of the records that were read.', 'ops',
      [rate(of('streamforge_records_consumed_total'), 'topic'), 'read {{topic}}'], [rate(of('streamforge_records_stored_total'), 'topic'), 'stored {{topic}}'],
      [rate(of('streamforge_records_deduplicated_total'), 'topic'), 'known {{topic}}'], [rate(of('streamforge_records_outdated_total'), 'topic'), 'outdated {{topic}}']),
    panel('Refused', 'Records that were refused by code, and dead letters written.', 'ops',
      [rate(of('streamforge_records_rejected_total'), 'topic', 'code'), '{{topic}} {{code}}'], [rate(of('streamforge_dead_letters_total'), 'topic'), 'dead letters {{topic}}']),
    panel('From append to effect', '99th percentile: how old the oldest record of a batch was when its effect was durable.', 's', [slowest(of('streamforge_end_to_end_seconds', '_bucket'), 'topic'), '{{topic}}']),
    panel('Time of a batch', '99th percentile of validating, handling and settling.', 's', [slowest(of('streamforge_batch_duration_seconds', '_bucket'), 'topic'), '{{topic}}']),
    panel('Records of a batch', 'Mean: small batches mean that it keeps up.', 'short', [mean(of('streamforge_batch_records', '_sum'), of('streamforge_batch_records', '_count'), 'topic'), '{{topic}}']),
    panel('Retries and halted partitions', 'Anything but zero means that something does not answer.', 'short',
      [rate(of('streamforge_retries_total'), 'topic', 'code'), 'retries {{topic}} {{code}}'], [highest(of('streamforge_partitions_paused'), 'topic'), 'halted {{topic}}']),
    panel('In hand', 'Bytes of records that are being handled.', 'bytes', [total(of('streamforge_inflight_bytes'), 'pod'), '{{pod}}']),
  ];
};

const working = (service: string, select: Select): readonly MetricPanel[] => [
  panel('Jobs', 'That are not ended, by state, and those that this service ended.', 'short',
    [highest(select('streamforge_jobs', { service }), 'state'), '{{state}}'], [rate(select('streamforge_jobs_ended_total', { service }), 'state'), 'ended {{state}} per second']),
  panel('Oldest job', 'Age of the oldest that is not ended.', 's', [highest(select('streamforge_jobs_oldest_seconds', { service }), 'service'), 'oldest']),
];

const everywhere = (service: string, select: Select): readonly MetricPanel[] => [
  panel('HTTP', 'Requests answered, by route and status.', 'reqps', [rate(select('streamforge_http_requests_total', { service }), 'route', 'status'), '{{route}} {{status}}']),
  panel('HTTP time', '99th percentile by route.', 's', [slowest(select('streamforge_http_request_duration_seconds', { service }, '_bucket'), 'route'), '{{route}}']),
  panel('Event loop', '99th percentile of how late timers fire.', 's', [slowest(select('streamforge_event_loop_delay_seconds', { service }, '_bucket'), 'pod'), '{{pod}}']),
];

/** What only one service shows. */
const own: Readonly<Record<string, (select: Select) => readonly MetricPanel[]>> = {
  ingest: (select) => [
    panel('Gaps', 'Bars missing from all series, by interval.', 'short', [highest(select('streamforge_series_gap_bars'), 'interval'), '{{interval}}']),
    panel('Archive', 'Records archived, and deleted from the log since they are.', 'ops',
      [rate(select('streamforge_archived_records_total'), 'topic'), 'archived {{topic}}'], [rate(select('streamforge_archive_deleted_records_total'), 'topic'), 'deleted {{topic}}']),
    panel('Archived bytes', 'Compressed bytes and segments written.', 'Bps',
      [rate(select('streamforge_archived_bytes_total'), 'topic'), '{{topic}}'], [rate(select('streamforge_archived_segments_total'), 'topic'), 'segments {{topic}}']),
    panel('Oldest not archived', 'What is younger than a segment is normal.', 's', [highest(select('streamforge_archive_oldest_seconds'), 'topic'), '{{topic}}']),
  ],
  gateway: (select) => [
    panel('Produced over HTTP', 'Records acknowledged, by topic.', 'ops', [rate(select('streamforge_produced_records_total'), 'topic'), '{{topic}}']),
    panel('Models', 'Registered models, by whether one of their versions is champion.', 'short', [highest(select('streamforge_models'), 'champion'), 'champion: {{champion}}']),
  ],
  'roi-logger': (select) => [
    panel('Drawdown', 'How far the account that fell deepest lies below its highest equity.', 'percentunit', [highest(select('streamforge_account_drawdown_ratio'), 'service'), 'deepest']),
  ],
  embeddings: (select) => [panel('Windows', 'Windows of bars made into vectors, by what became of them.', 'ops', [rate(select('streamforge_windows_total'), 'verdict'), '{{verdict}}'])],
  'llm-adapter': (select) => [
    panel('Answers', 'That ended, by model and how.', 'ops', [rate(select('streamforge_llm_answers_total'), 'model', 'state'), '{{model}} {{state}}']),
    panel('Tokens', 'Read and written by models.', 'ops', [rate(select('streamforge_llm_tokens_total'), 'model', 'type'), '{{model}} {{type}}']),
    panel('Time of an answer', '99th percentile by model.', 's', [slowest(select('streamforge_llm_answer_duration_seconds', {}, '_bucket'), 'model'), '{{model}}']),
    panel('Asked again', 'A model was asked again for the same request, such as after a crash.', 'ops', [rate(select('streamforge_llm_repeated_calls_total'), 'service'), 'repeated']),
  ],
};

export const serviceDashboard = (service: string, definition: ServiceDefinition, { metrics }: Contract): Dashboard => {
  const select = selecting(metrics);
  return {
    uid: service,
    title: service,
    says: definition.says,
    panels: [
      ...Object.keys(definition.consumes).length === 0 ? [] : consuming(service, select),
      ...definition.produces.length === 0 ? [] : [panel('Published', 'Derived records, by topic.', 'ops', [rate(select('streamforge_records_published_total', { service }), 'topic'), '{{topic}}'])],
      ...runOf(definition).grows === 'jobs' ? working(service, select) : [],
      ...own[service]?.(select) ?? [],
      ...everywhere(service, select),
    ],
  };
};
