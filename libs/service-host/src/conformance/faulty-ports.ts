import type { EventLog } from '@streamforge/event-log/port';
import type { Source } from '@streamforge/document-store/port';
import type { PointKey } from '@streamforge/vector-store/port';
import type { NewJob } from '../jobs/job.ts';
import type { OpenPorts } from '../run.ts';
import { faultyRelational } from './faulty-relational.ts';

/** What goes wrong at the moment; a test turns it on and off. Each answers the error to fail with, or undefined. */
export interface Faults {
  /** A write of the document store that holds an entry from this record, or of the relational store that holds a row from it. */
  store?: ((source: Source) => Error | undefined) | undefined;
  /** The acceptance of this job. */
  jobs?: ((job: NewJob) => Error | undefined) | undefined;
  /** A write of the vector store that holds this point. */
  vectors?: ((point: PointKey) => Error | undefined) | undefined;
  /** An append to this topic. */
  produce?: ((topic: string) => Error | undefined) | undefined;
  /** A commit of this position; it may wait. */
  commit?: ((nextOffset: number) => Promise<Error | undefined>) | undefined;
}

const throwIf = (error: Error | undefined): void => {
  if (error !== undefined) throw error;
};

const failingConsume = (faults: Faults, events: EventLog): EventLog['consume'] => async (options) => await events.consume({
  ...options,
  onBatch: (batch, session) => options.onBatch(batch, {
    signal: session.signal,
    heartbeat: () => session.heartbeat(),
    commit: async (nextOffset) => {
      throwIf(await faults.commit?.(nextOffset));
      await session.commit(nextOffset);
    },
  }),
});

/** The real ports behind a thin layer that fails when it is told to. */
export const faultyPorts = (ports: OpenPorts, faults: Faults): OpenPorts => ({
  ...ports,
  documents: {
    ...ports.documents,
    upsert: async (collection, entries) => {
      for (const { source } of entries) throwIf(faults.store?.(source));
      return await ports.documents.upsert(collection, entries);
    },
    upsertEdges: async (collection, edges) => {
      for (const { source } of edges) throwIf(faults.store?.(source));
      return await ports.documents.upsertEdges(collection, edges);
    },
  },
  relational: faultyRelational(ports.relational, {
    source: (source) => throwIf(faults.store?.(source)),
    job: (job) => throwIf(faults.jobs?.(job)),
  }),
  vectors: {
    ...ports.vectors,
    upsert: async (collection, points) => {
      for (const point of points) throwIf(faults.vectors?.(point));
      return await ports.vectors.upsert(collection, points);
    },
  },
  events: {
    ...ports.events,
    produce: async (topic, records) => {
      throwIf(faults.produce?.(topic));
      return await ports.events.produce(topic, records);
    },
    consume: failingConsume(faults, ports.events),
  },
});
