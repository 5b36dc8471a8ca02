/** What an administrator of the brokers may do beside the platform. */
import { Kafka, logLevel } from 'kafkajs';
import type { ClusterPlace } from '@streamforge/testing/cluster-place';

export interface Administrator {
  readonly admin: ReturnType<Kafka['admin']>;
  /** What the names of the platform's topics and groups begin with. */
  readonly prefix: string;
}

/** Connects to the brokers of a place, and disconnects when `use` is done. */
export const asAdministrator = async <Result>({ env }: ClusterPlace, use: (given: Administrator) => Promise<Result>): Promise<Result> => {
  const [, brokers = '', prefix = ''] = /^kafka:\/\/([^/?]+).*prefix=([^&]*)/.exec(env['EVENT_LOG_URL'] ?? '') ?? [];
  const admin = new Kafka({ clientId: 'faults', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await use({ admin, prefix });
  } finally {
    await admin.disconnect();
  }
};
