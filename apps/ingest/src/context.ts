import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Rejection, ServiceContext } from '@streamforge/service-host/service';
import type { IngestConfig } from './config.ts';

/** What handlers are given. The archive is not theirs: it is worked on beside them. */
export type IngestContext = Omit<ServiceContext<'ingest', IngestConfig>, 'objects'>;

export type IngestHandler<Topic extends TopicName> = (
  batch: readonly Received<Topic>[], context: IngestContext,
) => Promise<readonly Rejection[]>;
