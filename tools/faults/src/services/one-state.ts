/** All services over one input, embedded and distributed, once and again: one state. */
import { systemClock } from '@streamforge/determinism/clock';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { OpenPorts } from '@streamforge/service-host/run';
import { clusterPlace, type ClusterUrls } from '@streamforge/testing/cluster-place';
import { openPorts } from '@streamforge/wiring/open-ports';
import { inScratch } from '../scratch.ts';
import { readSide, whole } from './composition.ts';
import { digest, stateIn, type DigestOptions, type WholeState } from './digest.ts';
import { marketInput, withLateFills } from './market-input.ts';

export interface WholeArrival {
  /** In words: how this replay differed. */
  readonly how: string;
  readonly state: WholeState;
}

const PARTITIONS = 6;
const everyPort = ['events', 'documents', 'objects', 'relational', 'vectors'] as const;

/** Kafka, Postgres, S3, and Qdrant's engine. */
const distributed = async (urls: ClusterUrls, use: (options: DigestOptions) => Promise<WholeState>): Promise<WholeState> => {
  const place = await clusterPlace(urls, [readSide, ...whole].map(({ name }) => name), PARTITIONS);
  const open = (directory: string): Promise<OpenPorts> =>
    openPorts(HostSettings.parse({ ...place.env, STREAMFORGE_DATA: directory }), systemClock, everyPort);
  try {
    return await use({ openPorts: open });
  } finally {
    await place.dispose();
  }
};

/** Replays `minutes` of the market in every way that must not matter; over servers too where there are some. */
export const wholeArrivals = async (seed: number, minutes: number, urls: ClusterUrls | undefined): Promise<readonly WholeArrival[]> => {
  const input = marketInput(seed, minutes);
  const after = (records: typeof input, options: DigestOptions = {}): Promise<WholeState> => inScratch(async (directory) => {
    await digest(directory, [whole], records, options);
    return await stateIn(directory, options);
  });
  const oneByOne = (): Promise<WholeState> => inScratch(async (directory) => {
    await digest(directory, whole.map((service) => [service]), input);
    await digest(directory, [whole]);
    return await stateIn(directory);
  });
  const ways: readonly (readonly [how: string, run: () => Promise<WholeState>])[] = [
    ['as it comes', () => after(input)],
    ['one service after the other', oneByOne],
    ['in batches of 7, some fills late', () => after(withLateFills(input), { batchRecords: 7 })],
    ['produced twice into the same stores', () => after([...input, ...input])],
    ...urls === undefined ? [] : [['over Kafka, Postgres, S3 and Qdrant’s engine', () => distributed(urls, (options) => after(input, options))] as const],
  ];
  const results: WholeArrival[] = [];
  for (const [how, run] of ways) results.push({ how, state: await run() });
  return results;
};
