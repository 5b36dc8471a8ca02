import { setTimeout as after } from 'node:timers/promises';
import { metrics as declared, type LabelsOf, type MetricName } from '@streamforge/contracts/metrics';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

type Kind<Name extends MetricName> = (typeof declared)[Name]['kind'];
type NamesOf<K extends string> = { [Name in MetricName]: Kind<Name> extends K ? Name : never }[MetricName];

/** The contract's metrics, typed: a name or label that the contract does not declare does not compile. */
export interface HostMetrics {
  count<Name extends NamesOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  set<Name extends NamesOf<'gauge'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  observe<Name extends NamesOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /**
   * Runs before each scrape, to bring gauges up to date. Where it fails, or takes longer than a scrape can wait, the gauges keep their last
   * values; it is not run again while it still runs.
   */
  beforeScrape(refresh: () => Promise<void>): void;
  /** Prometheus text exposition. */
  text(): Promise<string>;
  readonly contentType: string;
}

type Instrument = Counter | Gauge | Histogram;

const instrument = (name: MetricName, registry: Registry): Instrument => {
  const { kind, help, labels } = declared[name];
  const common = { name, help, labelNames: [...labels], registers: [registry] };
  switch (kind) {
    case 'counter': return new Counter(common);
    case 'gauge': return new Gauge(common);
    case 'histogram': return new Histogram({ ...common, buckets: [...declared[name].buckets] });
  }
};

/** How long a scrape waits for gauges. Prometheus gives up after 10 s, and would then see nothing at all while a server does not answer. */
const PATIENCE_MS = 2_000;

/** One run at a time; who comes while it runs waits for that one. Never rejects. */
const oneAtATime = (refresh: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  return () => running ??= Promise.resolve().then(refresh).catch(() => undefined).finally(() => { running = undefined; });
};

/** Creates a registry with every metric of the contract and Node's own process metrics. */
export const createMetrics = (patienceMs = PATIENCE_MS): HostMetrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const instruments = new Map((Object.keys(declared) as MetricName[]).map((name) => [name, instrument(name, registry)]));
  const of = <T extends Instrument>(name: MetricName): T => instruments.get(name) as T;
  // A gauge without labels would show 0 in every process, also where nobody ever sets it.
  for (const [name, each] of instruments) if (each instanceof Gauge && declared[name].labels.length === 0) each.remove();
  const refreshes: (() => Promise<void>)[] = [];
  return {
    count: (name, labels, by = 1) => of<Counter>(name).inc(labels, by),
    set: (name, labels, value) => of<Gauge>(name).set(labels, value),
    observe: (name, labels, value) => of<Histogram>(name).observe(labels, value),
    beforeScrape: (refresh) => refreshes.push(oneAtATime(refresh)),
    text: async () => {
      const patience = new AbortController();
      const late = after(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([Promise.all(refreshes.map((refresh) => refresh())), late]);
      patience.abort();
      return await registry.metrics();
    },
    contentType: registry.contentType,
  };
};
