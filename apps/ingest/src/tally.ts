import type { TopicName } from '@streamforge/contracts/topics';
import type { Verdict } from '@streamforge/document-store/port';
import type { IngestContext } from './context.ts';

/** Counts what became of a batch's entries. */
export const tally = ({ metrics }: IngestContext, topic: TopicName, verdicts: readonly Verdict[]): void => {
  const labels = { service: 'ingest', topic };
  const count = (verdict: Verdict): number => verdicts.reduce((sum, each) => each === verdict ? sum + 1 : sum, 0);
  metrics.count('streamforge_records_stored_total', labels, count('stored'));
  metrics.count('streamforge_records_deduplicated_total', labels, count('same'));
  metrics.count('streamforge_records_outdated_total', labels, count('older'));
};
