/** Says, to every process that shares the object store, that the store is being rebuilt: until it is gone the store may lack anything. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { HistoryContext } from './context.ts';

const KEY = 'rebuild/documents';

type Ports = Pick<HistoryContext, 'objects' | 'ids' | 'clock'>;

export interface Marker {
  /** Throws TASK_RUNNING once another rebuild has begun: this one must write nothing more. */
  check(): Promise<void>;
  remove(): Promise<void>;
}

/** Whether a rebuild was begun and has not ended. */
export const isRebuilding = async ({ objects }: Pick<Ports, 'objects'>): Promise<boolean> => await objects.head(KEY) !== undefined;

/** Says so in the log when the store that ingest begins to work on is not whole. */
export const tellUnfinished = async ({ objects, logger }: Pick<HistoryContext, 'objects' | 'logger'>): Promise<void> => {
  if (!await isRebuilding({ objects })) return;
  const { code, message, fix } = new TerminalError('REBUILD_UNFINISHED', 'The document store may lack anything.');
  logger.error({ code }, `${message} ${fix}`);
};

/** Sets the marker. One that is there is replaced: its rebuild was killed, or ends when it sees that another has begun. */
export const setMarker = async ({ objects, ids, clock }: Ports): Promise<Marker> => {
  const body = new TextEncoder().encode(JSON.stringify({ rebuild: ids(), began: new Date(clock.now()).toISOString() }));
  await objects.remove(KEY);
  const { sha256 } = await objects.put(KEY, body);
  const check = async (): Promise<void> => {
    if ((await objects.head(KEY))?.sha256 !== sha256) throw new TerminalError('TASK_RUNNING', 'Another rebuild has begun.');
  };
  return {
    check,
    remove: async () => {
      await check();
      await objects.remove(KEY);
    },
  };
};
