/** Every metric, once: Prometheus names in base units, with their closed sets of labels. */
export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

const metric = <const Definition extends MetricDefinition>(definition: Definition): Definition => definition;

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** For what may take hours, or waits as long. */
const hours = [...seconds, 300, 1_800, 7_200, 43_200] as const;

export const metrics = {
  streamforge_records_consumed_total: metric({ kind: 'counter', help: 'Records read from a topic.', labels: ['service', 'topic'] }),
  streamforge_records_stored_total: metric({ kind: 'counter', help: 'Records whose effect was stored as new or newer.', labels: ['service', 'topic'] }),
  streamforge_records_deduplicated_total: metric({ kind: 'counter', help: 'Records already stored in the same version.', labels: ['service', 'topic'] }),
  streamforge_records_outdated_total: metric({ kind: 'counter', help: 'Records older than what is stored.', labels: ['service', 'topic'] }),
  streamforge_records_rejected_total: metric({ kind: 'counter', help: 'Records refused with a code.', labels: ['service', 'topic', 'code'] }),
  streamforge_dead_letters_total: metric({ kind: 'counter', help: 'Records written to a dead-letter topic.', labels: ['service', 'topic'] }),
  streamforge_records_published_total: metric({ kind: 'counter', help: 'Derived records published.', labels: ['service', 'topic'] }),
  streamforge_batch_records: metric({ kind: 'histogram', help: 'Records in a handled batch.', labels: ['service', 'topic'], buckets: [1, 5, 10, 50, 100, 250, 500, 1_000, 2_000] }),
  streamforge_batch_duration_seconds: metric({ kind: 'histogram', help: 'Time to validate, handle and settle a batch.', labels: ['service', 'topic'], buckets: seconds }),
  streamforge_end_to_end_seconds: metric({ kind: 'histogram', help: 'From append to durable effect, oldest record of each batch.', labels: ['service', 'topic'], buckets: hours }),
  streamforge_retries_total: metric({ kind: 'counter', help: 'Batches tried again.', labels: ['service', 'topic', 'code'] }),
  streamforge_partitions_paused: metric({ kind: 'gauge', help: 'Partitions waiting for a store or stopped.', labels: ['service', 'topic'] }),
  streamforge_consumer_lag_records: metric({ kind: 'gauge', help: 'Records not yet committed by the group.', labels: ['service', 'topic'] }),
  streamforge_inflight_bytes: metric({ kind: 'gauge', help: 'Bytes of records being handled.', labels: ['service'] }),
  streamforge_event_loop_delay_seconds: metric({
    kind: 'histogram', help: 'How late timers fire: how long something held the event loop.', labels: [], buckets: [0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.025, 0.05, 0.1, 0.25, 1],
  }),
  streamforge_http_requests_total: metric({ kind: 'counter', help: 'HTTP requests answered.', labels: ['route', 'method', 'status'] }),
  streamforge_http_request_duration_seconds: metric({ kind: 'histogram', help: 'Time to answer an HTTP request.', labels: ['route', 'method'], buckets: seconds }),
  streamforge_produced_records_total: metric({ kind: 'counter', help: 'Records acknowledged over HTTP.', labels: ['topic'] }),
  streamforge_log_lost_records: metric({ kind: 'gauge', help: 'Acknowledged records found missing from the log.', labels: ['topic'] }),
  streamforge_archived_records_total: metric({ kind: 'counter', help: 'Records written to the archive.', labels: ['topic'] }),
  streamforge_archived_segments_total: metric({ kind: 'counter', help: 'Segments written to the archive.', labels: ['topic'] }),
  streamforge_archived_bytes_total: metric({ kind: 'counter', help: 'Compressed bytes written to the archive.', labels: ['topic'] }),
  streamforge_archive_deleted_records_total: metric({ kind: 'counter', help: 'Archived records deleted from the log.', labels: ['topic'] }),
  streamforge_archive_oldest_seconds: metric({ kind: 'gauge', help: 'Age of the oldest record that is not archived yet.', labels: ['topic'] }),
  streamforge_jobs: metric({ kind: 'gauge', help: 'Jobs that are not ended, by state.', labels: ['service', 'state'] }),
  streamforge_jobs_oldest_seconds: metric({ kind: 'gauge', help: 'Age of the oldest job that is not ended.', labels: ['service'] }),
  streamforge_jobs_ended_total: metric({ kind: 'counter', help: 'Jobs that this process ended, by the state they ended in.', labels: ['service', 'state'] }),
  streamforge_llm_answers_total: metric({ kind: 'counter', help: 'Answers that ended, by how they ended.', labels: ['service', 'model', 'state'] }),
  streamforge_llm_tokens_total: metric({ kind: 'counter', help: 'Tokens that models read (input) and wrote (output).', labels: ['service', 'model', 'type'] }),
  streamforge_llm_answer_duration_seconds: metric({ kind: 'histogram', help: 'Time to write an answer, evidence included.', labels: ['service', 'model'], buckets: hours }),
  streamforge_llm_repeated_calls_total: metric({ kind: 'counter', help: 'Times a model was asked again for the same request.', labels: ['service'] }),
  streamforge_windows_total: metric({ kind: 'counter', help: 'Windows of bars made into vectors, by what became of them: stored, same or older.', labels: ['verdict'] }),
  streamforge_models: metric({ kind: 'gauge', help: 'Registered models, by whether one of their versions is champion: yes or no.', labels: ['champion'] }),
  streamforge_account_drawdown_ratio: metric({ kind: 'gauge', help: 'How far the account that fell deepest lies below its highest equity, as a share of that.', labels: [] }),
  streamforge_series_gap_bars: metric({ kind: 'gauge', help: 'Bars missing from all series, by interval.', labels: ['interval'] }),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof metrics)[Name]['labels'][number], string>>;
