/** How services run in a cluster: how many instances, on what they grow, and what a broker lets through to them. */
import type { ServiceDefinition } from './services.ts';

/** Bytes a second at each broker, for all instances of a service together. */
export interface QuotaDefinition {
  readonly produceBytes: number;
  readonly consumeBytes: number;
  /** Share of a broker's network and request threads, in per cent; one thread wholly used is 100. */
  readonly requestPercentage: number;
}

export interface RunDefinition {
  /** `lag`: behind the end of its topics. `jobs`: that, and jobs that are not ended. `load`: busy processors, for who consumes nothing. */
  readonly grows: 'lag' | 'jobs' | 'load';
  /** Fewest instances. 0: none while nothing is behind; then nobody hears commands, until something arrives to be read. */
  readonly least: 0 | 1 | 2;
  /** Most instances; who consumes has no more than the largest of its topics has partitions, since further ones would have nothing to do. */
  readonly most: number;
  readonly quota: QuotaDefinition;
}

const MIB = 1_048_576;

const usual: RunDefinition = {
  grows: 'lag',
  least: 1,
  most: 12,
  quota: { produceBytes: 16 * MIB, consumeBytes: 32 * MIB, requestPercentage: 50 },
};

/** How a service runs: the usual, save for what it says itself. */
export const runOf = ({ runs }: Pick<ServiceDefinition, 'runs'>): RunDefinition =>
  ({ ...usual, ...runs, quota: { ...usual.quota, ...runs?.quota } });
