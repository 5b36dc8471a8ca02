/** Every fault over real servers that is short enough for CI. */
import { brokerFaults } from './faults/brokers.ts';
import type { ClusterFault } from './faults/fault.ts';
import { handlerFaults } from './faults/handlers.ts';
import { killFaults } from './faults/kills.ts';
import { logFaults } from './faults/log.ts';
import { memberFaults } from './faults/members.ts';
import { storeFaults } from './faults/stores.ts';

export const clusterFaults: readonly ClusterFault[] = [
  ...killFaults, ...memberFaults, ...handlerFaults, ...storeFaults, ...brokerFaults, ...logFaults,
];
