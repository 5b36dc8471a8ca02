/** Whom an alert goes to: by severity, then by service. */
import type { AlertRule } from '../alerts.ts';
import { is, isOneOf, type Route } from './configuration.ts';

type Severity = AlertRule['labels']['severity'];

/** Told of alerts that are not of this contract, since the file is the whole of what an Alertmanager knows. */
export const OTHERS = 'others';
/** Told of nothing. */
export const NOBODY = 'nobody';
/** Of what no single service is the cause. */
export const PLATFORM = 'platform';

/** Labels that tell environments apart which share an Alertmanager. */
export const PLACE = ['cluster', 'namespace'] as const;

export const receiverOf = (severity: Severity, service: string): string => `${severity}-${service}`;

const bySeverity = (severity: Severity, services: readonly string[], pace: Pick<Route, 'group_wait' | 'repeat_interval'>): Route => ({
  receiver: receiverOf(severity, PLATFORM),
  matchers: [is('severity', severity)],
  ...pace,
  routes: services.map((service) => ({ receiver: receiverOf(severity, service), matchers: [is('service', service)] })),
});

/** The tree: alerts of the rules by severity and service, then what others only note, then what others warn of. */
export const routes = (rules: readonly AlertRule[], services: readonly string[]): Route => ({
  receiver: OTHERS,
  group_by: ['alertname', ...PLACE],
  group_wait: '30s',
  group_interval: '5m',
  repeat_interval: '12h',
  routes: [
    {
      receiver: receiverOf('warning', PLATFORM),
      matchers: [isOneOf('alertname', [...new Set(rules.map(({ alert }) => alert))])],
      // Topics of one service that fall behind together come in one message.
      group_by: ['alertname', 'service', ...PLACE],
      routes: [
        bySeverity('critical', services, { group_wait: '10s', repeat_interval: '1h' }),
        bySeverity('warning', services, { group_wait: '1m', repeat_interval: '12h' }),
      ],
    },
    // Such as the Watchdog of kube-prometheus-stack, which always fires.
    { receiver: NOBODY, matchers: [isOneOf('severity', ['info', 'none'])] },
  ],
});
