/** Warnings that only follow from what is critical: who is told of the cause is not told of them too. */
import type { AlertRule } from '../alerts.ts';
import { is, isOneOf, type Inhibition } from './configuration.ts';
import { PLACE } from './routes.ts';

interface Following {
  readonly cause: string;
  readonly follow: readonly string[];
  /** Labels in which both are equal. */
  readonly same: readonly ('service' | 'topic')[];
}

/** Not among them is what has a cause of its own: a refused record stays refused when its partition goes on. */
const followings: readonly Following[] = [
  { cause: 'ServiceSilent', follow: ['ConsumerLagGrowing', 'JobStuck'], same: ['service'] },
  { cause: 'PartitionStalled', follow: ['ConsumerLagGrowing'], same: ['service', 'topic'] },
  { cause: 'PartitionStalled', follow: ['StoreErrors'], same: ['service'] },
];

/** Throws where an alert is not among the rules, or where what follows is not less severe than its cause. */
export const inhibitions = (rules: readonly AlertRule[]): readonly Inhibition[] => {
  const demand = (name: string, severity: AlertRule['labels']['severity']): void => {
    const own = rules.filter(({ alert }) => alert === name);
    if (own.length === 0) throw new Error(`an inhibition names the alert ${name}, which there is not`);
    const other = own.some(({ labels }) => labels.severity !== severity);
    if (other) throw new Error(`an inhibition takes the alert ${name} for ${severity}, which it is not`);
  };
  return followings.map(({ cause, follow, same }) => {
    demand(cause, 'critical');
    for (const name of follow) demand(name, 'warning');
    return {
      source_matchers: [is('severity', 'critical'), is('alertname', cause)],
      target_matchers: [is('severity', 'warning'), isOneOf('alertname', follow)],
      equal: [...same, ...PLACE],
    };
  });
};
