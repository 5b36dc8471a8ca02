/** Whom an alert goes to: by severity, then by service. */
import type { AlertRule } from '../alerts.ts';
import { is, isOneOf, type Route } from './configuration.ts';

type Severity = AlertRule['labels']['severity'];

/** Told of alerts that are not of this contract, since the file is the whole of what an Alertmanager knows. */
export const OTHERS = 'others';
/** Told of nothing. */
export const NOBODY = 'nobody';
/** Told of what is critical beside who gets it by email: one chat for all services, so that a cause that stops them all comes in one message. */
export const TELEGRAM = 'telegram';
/** Of what no single service is the cause. */
export const PLATFORM = 'platform';

/** Labels that tell environments apart which share an Alertmanager. */
export const PLACE = ['cluster', 'namespace'] as const;

export const receiverOf = (severity: Severity, service: string): string => `${severity}-${service}`;

/** Long enough for all services that one cause stops to come together. */
const PACE = { critical: { group_wait: '30s', repeat_interval: '1h' }, warning: { group_wait: '1m', repeat_interval: '12h' } } as const;

const bySeverity = (severity: Severity, services: readonly string[]): Route => ({
  receiver: receiverOf(severity, PLATFORM),
  matchers: [is('severity', severity)],
  ...PACE[severity],
  routes: services.map((service) => ({ receiver: receiverOf(severity, service), matchers: [is('service', service)] })),
});

/** The tree: alerts of the rules by severity and service, then what others only note, then what others warn of. */
export const routes = (rules: readonly AlertRule[], services: readonly string[]): Route => {
  const ours = isOneOf('alertname', [...new Set(rules.map(({ alert }) => alert))]);
  return {
    receiver: OTHERS,
    group_by: ['alertname', ...PLACE],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '12h',
    routes: [
      { receiver: TELEGRAM, matchers: [ours, is('severity', 'critical')], ...PACE.critical, continue: true },
      {
        receiver: receiverOf('warning', PLATFORM),
        matchers: [ours],
        routes: [bySeverity('critical', services), bySeverity('warning', services)],
      },
      // Such as the Watchdog of kube-prometheus-stack, which always fires.
      { receiver: NOBODY, matchers: [isOneOf('severity', ['info', 'none'])] },
    ],
  };
};
