/** How fast ingest is over Kafka and Postgres, and what it costs, beside bare loops measured in the same run. */
import { run as kafka } from '@streamforge/bench/benches/kafka';
import type { Figure } from '@streamforge/figures/figure';
import { figuresOf } from '../../src/of-bench.ts';

export const figures: readonly Figure[] = figuresOf(kafka, [
  ['bare loop, Kafka to Postgres', 'at least 30,000/s, or the run is void'],
  ['Kafka to Postgres against the bare loop', 'at least 0.6'],
  ['CPU of a million records over app, broker and Postgres', 'at most 30 s'],
  ['CPU per record of ours from one to two processes', 'rises by at most 15 %'],
  ['the whole of ingest, published too', 'shown, not judged'],
  ['guarded producer against an unguarded one', 'at least 0.9'],
  ['p99 from produce to stored at 2,000/s', 'at most 3 times the bare loop’s'],
]);
