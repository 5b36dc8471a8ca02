import type { TopicName } from '@streamforge/contracts/topics';
import type { Handler, ServiceContext } from '@streamforge/service-host/service';
import type { IngestConfig } from './config.ts';

export type IngestContext = ServiceContext<'ingest', IngestConfig>;
export type IngestHandler<Topic extends TopicName> = Handler<Topic, 'ingest', IngestConfig>;
