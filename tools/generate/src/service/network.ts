/** Who may talk to a service and whom it may talk to: exactly the contract's graph and names to be looked up; all else is denied. */
import { outsiders, roleOf } from '@streamforge/contracts/roles';
import type { PortName, ServiceDefinition } from '@streamforge/contracts/services';

export interface Ingress {
  /** `monitoring` reads metrics; `clients` ask over HTTP. Where they are is for the chart's values to say. */
  readonly from: 'monitoring' | 'clients';
  readonly port: number;
}

export type Egress =
  | { readonly to: 'dns'; readonly ports: readonly { readonly protocol: 'UDP' | 'TCP'; readonly port: number }[] }
  /** A role's server; its port is the one of the URL, or the usual one of the URL's scheme. */
  | { readonly to: PortName; readonly setting: string; readonly servers: Readonly<Record<string, number>> }
  /** A server of others: allowed only where the setting names it. */
  | { readonly to: string; readonly setting: string; readonly optional: true };

export interface Network {
  readonly ingress: readonly Ingress[];
  readonly egress: readonly Egress[];
}

const DNS_PORT = 53;

export const networkOf = ({ http, serves, ports, asks = [] }: Pick<ServiceDefinition, 'http' | 'serves' | 'ports' | 'asks'>): Network => ({
  ingress: [
    { from: 'monitoring', port: http },
    ...serves === undefined ? [] : [{ from: serves, port: http }],
  ],
  egress: [
    { to: 'dns', ports: [{ protocol: 'UDP', port: DNS_PORT }, { protocol: 'TCP', port: DNS_PORT }] },
    ...ports.map((port) => ({ to: port, setting: `${roleOf(port).settings}_URL`, servers: roleOf(port).servers })),
    ...asks.map((name) => ({ to: name, setting: outsiders[name].setting, optional: true as const })),
  ],
});
