import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Rejection, ServiceContext } from '@streamforge/service-host/service';
import type { RoiConfig } from './config.ts';

export type RoiContext = ServiceContext<'roi-logger', RoiConfig>;

export type RoiHandler<Topic extends TopicName> = (batch: readonly Received<Topic>[], context: RoiContext) => Promise<readonly Rejection[]>;
