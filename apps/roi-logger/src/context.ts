import type { Received } from '@streamforge/codec/received';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Rejection, ServiceContext } from '@streamforge/service-host/service';
import type { RoiConfig } from './config.ts';

/** What handlers are given. There are no jobs here. */
export type RoiContext = Omit<ServiceContext<'roi-logger', RoiConfig>, 'jobs'>;

export type RoiHandler<Topic extends TopicName> = (batch: readonly Received<Topic>[], context: RoiContext) => Promise<readonly Rejection[]>;
