/** Grants on a secured Kafka. Who has none may do nothing. */
import kafkajs from 'kafkajs';
import { parseEndpoint } from '@streamforge/contracts/endpoint';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;

const resources = {
  topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP, cluster: AclResourceTypes.CLUSTER, transaction: AclResourceTypes.TRANSACTIONAL_ID,
} as const;

const operations = {
  all: AclOperationTypes.ALL, read: AclOperationTypes.READ, write: AclOperationTypes.WRITE, create: AclOperationTypes.CREATE, delete: AclOperationTypes.DELETE,
  alter: AclOperationTypes.ALTER, describe: AclOperationTypes.DESCRIBE, 'describe-configs': AclOperationTypes.DESCRIBE_CONFIGS,
  'alter-configs': AclOperationTypes.ALTER_CONFIGS, 'idempotent-write': AclOperationTypes.IDEMPOTENT_WRITE,
} as const;

export interface Grant {
  /** The SCRAM user, or the common name of a client's certificate. */
  readonly user: string;
  readonly resource: keyof typeof resources;
  /** `*` for all; the cluster's is `kafka-cluster`. */
  readonly name: string;
  /** Whether the name is a beginning. Default false. */
  readonly prefix?: boolean;
  readonly operations: readonly (keyof typeof operations)[];
}

/** Adds grants through the administrator's listener (`adminUrl`). They hold from a moment later on, for all brokers. */
export const allow = async (adminUrl: string, grants: readonly Grant[]): Promise<void> => {
  const { hosts } = parseEndpoint({ url: adminUrl }, { scheme: 'kafka', defaultPort: 9092 });
  const admin = new Kafka({ brokers: hosts.map(({ host, port }) => `${host}:${port}`), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.createAcls({
      acl: grants.flatMap(({ user, resource, name, prefix = false, operations: wanted }) => wanted.map((operation) => ({
        principal: `User:${user}`,
        host: '*',
        resourceType: resources[resource],
        resourceName: name,
        resourcePatternType: prefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
        operation: operations[operation],
        permissionType: AclPermissionTypes.ALLOW,
      }))),
    });
  } finally {
    await admin.disconnect();
  }
};
