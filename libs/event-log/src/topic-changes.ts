import type { TopicSpec } from './port.ts';

/** One thing that applying topics would do. `refused` is never done: a partition taken away would take its records along. */
export type TopicChange =
  | { readonly topic: string; readonly kind: 'create'; readonly to: TopicSpec }
  | { readonly topic: string; readonly kind: 'partitions' | 'refused'; readonly from: number; readonly to: number }
  | { readonly topic: string; readonly kind: 'retention'; readonly from: number | null; readonly to: number | null };

const changesOf = (wanted: TopicSpec, existing: TopicSpec | undefined): readonly TopicChange[] => {
  const { name: topic, partitions, retentionMs } = wanted;
  if (existing === undefined) return [{ topic, kind: 'create', to: wanted }];
  if (partitions < existing.partitions) return [{ topic, kind: 'refused', from: existing.partitions, to: partitions }];
  return [
    ...partitions > existing.partitions ? [{ topic, kind: 'partitions', from: existing.partitions, to: partitions } as const] : [],
    ...retentionMs !== existing.retentionMs ? [{ topic, kind: 'retention', from: existing.retentionMs, to: retentionMs } as const] : [],
  ];
};

/** What `apply` would change so that the log has the wanted topics, in their order; empty when nothing. Topics beside the wanted ones stay. */
export const topicChanges = (existing: readonly TopicSpec[], wanted: readonly TopicSpec[]): readonly TopicChange[] => {
  const found = new Map(existing.map((topic) => [topic.name, topic]));
  return wanted.flatMap((topic) => changesOf(topic, found.get(topic.name)));
};
