/** What the chart reads of the command line: as of a service, save for all that only something which listens or grows has. */
import { userOf } from '@streamforge/contracts/grants';
import { roleOf } from '@streamforge/contracts/roles';
import type { Contract } from '../contract.ts';
import { environmentOf } from './environment.ts';
import { networkOf } from './network.ts';
import type { ServiceContract } from './service-contract.ts';

export const commandLineContractOf = ({ commandLine, settings }: Contract): Pick<ServiceContract, 'name' | 'says' | 'stores' | 'network' | 'environment'> & { readonly kafka: Pick<ServiceContract['kafka'], 'user'> } => {
  const { says, ports } = commandLine;
  const name = 'command-line';
  return {
    name,
    says,
    kafka: { user: userOf(name) },
    stores: ports.map((port) => ({ port, settings: roleOf(port).settings, servers: roleOf(port).servers })),
    // Nobody asks it.
    network: { ingress: [], egress: networkOf({ ports, http: 0 }).egress },
    environment: environmentOf(name, { ports }, settings),
  };
};
