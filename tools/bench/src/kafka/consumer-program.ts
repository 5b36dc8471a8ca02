/** What the parent and a consumer's process say to one another, over Node's own channel. */
import { Gate } from './gate.ts';
import { LatencyTable, type LatencyCounts } from './latency-table.ts';

export interface ConsumerWords {
  readonly kafkaUrl: string;
  readonly postgresUrl: string;
  readonly topic: string;
  readonly group: string;
  readonly batchRecords: number;
  /** What of ingest runs; the bare loop has no variants. */
  readonly variant: string;
}

export type FromParent = { readonly say: 'go' } | { readonly say: 'stop' };
export type FromConsumer = { readonly say: 'assigned'; readonly partitions: number } | { readonly say: 'ended'; readonly latencies: LatencyCounts };

/** What a side has to do. */
export interface Side {
  /** Partitions of the topic that this process has. */
  assigned(): number;
  stop(): Promise<void>;
}

const tell = (message: FromConsumer): void => void process.send?.(message);
const LOOK_MS = 20;

/** Runs one side in this process: tells how many partitions it has, opens the gate when told, and stops when told. */
export const runSide = async (start: (words: ConsumerWords, gate: Gate, latencies: LatencyTable) => Promise<Side>): Promise<void> => {
  const words = JSON.parse(process.argv[2] ?? '{}') as ConsumerWords;
  const gate = new Gate();
  const latencies = new LatencyTable();
  const stopped = Promise.withResolvers<void>();
  process.on('message', ({ say }: FromParent) => {
    if (say === 'go') gate.open();
    else stopped.resolve();
  });
  const side = await start(words, gate, latencies);
  let told = -1;
  const look = setInterval(() => {
    const partitions = side.assigned();
    if (partitions === told) return;
    told = partitions;
    tell({ say: 'assigned', partitions });
  }, LOOK_MS);
  await stopped.promise;
  clearInterval(look);
  await side.stop();
  tell({ say: 'ended', latencies: latencies.counts() });
  process.disconnect();
};
