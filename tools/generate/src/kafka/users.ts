/** Strimzi's KafkaUser of each service and of the command line: it may do exactly what the contract says that it does. */
import type { CommandLineDefinition } from '@streamforge/contracts/command-line';
import { grantsOf, userOf, type LogOperation } from '@streamforge/contracts/grants';
import { runOf } from '@streamforge/contracts/runs';
import { servicesOf, type Contract } from '../contract.ts';

/** `kafka.strimzi.io/v1`, without the namespace and the label of the cluster, which the chart adds. */
export interface KafkaUser {
  readonly apiVersion: 'kafka.strimzi.io/v1';
  readonly kind: 'KafkaUser';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly authentication: { readonly type: 'scram-sha-512' };
    readonly authorization: { readonly type: 'simple'; readonly acls: readonly AclRule[] };
    readonly quotas: { readonly producerByteRate: number; readonly consumerByteRate: number; readonly requestPercentage: number };
  };
}

export interface AclRule {
  readonly resource: { readonly type: 'topic' | 'group'; readonly name: string; readonly patternType: 'literal' };
  readonly operations: readonly LogOperation[];
}

const kafkaUser = (name: string, service: CommandLineDefinition, { topics, services }: Contract): KafkaUser => {
  const { produceBytes, consumeBytes, requestPercentage } = runOf(service).quota;
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name: userOf(name), labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'streamforge' } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: grantsOf(service, Object.keys(topics), services)
          .map(({ resource, name: granted, operations }) => ({ resource: { type: resource, name: granted, patternType: 'literal' }, operations })),
      },
      quotas: { producerByteRate: produceBytes, consumerByteRate: consumeBytes, requestPercentage },
    },
  };
};

export const kafkaUsers = (contract: Contract): readonly KafkaUser[] =>
  [...servicesOf(contract), ['command-line', contract.commandLine] as const].map(([name, definition]) => kafkaUser(name, definition, contract));
