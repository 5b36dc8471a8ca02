/** A thin layer over real ports that ends the process at the n-th durable write, before it is asked for or after it was acknowledged. */
import type { OpenPorts } from '@streamforge/service-host/run';

export interface KillPoint {
  /** Counts from 1 over all ports of the process. */
  readonly write: number;
  readonly moment: 'before' | 'after';
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** The ports again, each durable write of them told of; the process ends at the point. */
export const killingPorts = (ports: OpenPorts, point: KillPoint | undefined, onWrite: () => void): OpenPorts => {
  let count = 0;
  const end = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  const around = <Method>(call: Method): Method => {
    const watched: Call = async (...given) => {
      count += 1;
      onWrite();
      const reached = point?.write === count ? point.moment : undefined;
      if (reached === 'before') await end();
      const answer = await (call as Call)(...given);
      if (reached === 'after') await end();
      return answer;
    };
    return watched as Method;
  };
  const { documents, vectors, relational, objects, events } = ports;
  return {
    ...ports,
    documents: { ...documents, upsert: around(documents.upsert), upsertEdges: around(documents.upsertEdges) },
    vectors: { ...vectors, upsert: around(vectors.upsert), deleteWhere: around(vectors.deleteWhere) },
    relational: { ...relational, transaction: around(relational.transaction) },
    objects: { ...objects, put: around(objects.put) },
    events: {
      ...events,
      produce: around(events.produce),
      consume: (options) => events.consume({
        ...options,
        onBatch: (batch, session) => options.onBatch(batch, {
          signal: session.signal, heartbeat: () => session.heartbeat(), commit: around((nextOffset: number) => session.commit(nextOffset)),
        }),
      }),
    },
  };
};
