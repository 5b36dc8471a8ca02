import type { ReceivedEvent } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Kept } from '@streamforge/ledger/recorded';
import type { Rejection } from '@streamforge/service-host/service';
import type { RoiContext } from './context.ts';

/** Counts what became of a batch's records, and refuses those whose id is taken. */
export const settle = <Topic extends TopicName>(
  records: readonly ReceivedEvent<Topic>[], kept: readonly Kept[], { metrics }: RoiContext, named: (record: ReceivedEvent<Topic>) => string,
): readonly Rejection[] => {
  const labels = (topic: TopicName) => ({ service: 'roi-logger', topic });
  const rejected: Rejection[] = [];
  let [stored, known] = [0, 0];
  for (const [at, record] of records.entries()) {
    if (kept[at] === 'conflict') rejected.push({ record, code: 'ID_CONFLICT', detail: `${named(record)} is stored with another body.` });
    else if (kept[at] === 'stored') stored += 1;
    else known += 1;
  }
  const topic = records[0]?.topic;
  if (topic === undefined) return rejected;
  metrics.count('streamforge_records_stored_total', labels(topic), stored);
  metrics.count('streamforge_records_deduplicated_total', labels(topic), known);
  return rejected;
};
