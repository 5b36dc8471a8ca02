/** Header names of dead letters and of redriven records: the one place that spells them. */
export const deadLetterHeaders = {
  code: 'sf_dlq_code',
  message: 'sf_dlq_message',
  service: 'sf_dlq_service',
  group: 'sf_dlq_group',
  topic: 'sf_dlq_topic',
  partition: 'sf_dlq_partition',
  offset: 'sf_dlq_offset',
  timestamp: 'sf_dlq_timestamp',
  attempt: 'sf_dlq_attempt',
  /** Instead of partition and offset when the record is a line of a file. */
  file: 'sf_dlq_file',
  line: 'sf_dlq_line',
} as const;

export const redriveHeaders = {
  /** The only group that handles the redriven record; others skip it. */
  group: 'sf_redrive_group',
  /** `topic[partition]@offset` of the dead letter it came from. */
  of: 'sf_redrive_of',
  /** How often the original was handled before. */
  attempt: 'sf_redrive_attempt',
} as const;

/** On a marker in the dead-letter topic: the offset of the letter in the same partition that was redriven. */
export const redrivenHeader = 'sf_dlq_redriven';
