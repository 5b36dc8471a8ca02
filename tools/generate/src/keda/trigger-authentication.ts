/** How KEDA is let in to what a service's triggers look at: as the service itself, by the same settings and secrets. */
import { roleOf } from '@streamforge/contracts/roles';
import type { ScaledObjectSpec } from './scaled-object.ts';
import type { TriggerType } from './trigger-keys.ts';

export interface TriggerAuthenticationNeeds {
  /** Triggers of this type refer to it. */
  readonly trigger: TriggerType;
  readonly parameters: readonly {
    /** As KEDA calls it. */
    readonly parameter: string;
    /** The service's setting that has the value. */
    readonly setting: string;
    /** Whether the value may only stand in a Secret. */
    readonly secret: boolean;
    /** Needed only where the setting is given. */
    readonly optional: boolean;
  }[];
}

const needs = (trigger: TriggerType, role: string, user: string): TriggerAuthenticationNeeds => ({
  trigger,
  parameters: [
    { parameter: user, setting: `${role}_USER`, secret: false, optional: true },
    { parameter: 'password', setting: `${role}_PASSWORD`, secret: true, optional: true },
    ...trigger === 'kafka' ? [
      { parameter: 'ca', setting: `${role}_CA`, secret: false, optional: true },
      { parameter: 'cert', setting: `${role}_CERT`, secret: false, optional: true },
      { parameter: 'key', setting: `${role}_KEY`, secret: true, optional: true },
    ] : [],
  ],
});

const known: Readonly<Record<TriggerType, TriggerAuthenticationNeeds>> = {
  kafka: needs('kafka', roleOf('events').settings, 'username'),
  postgresql: needs('postgresql', roleOf('relational').settings, 'userName'),
};

/** One for each type of trigger that the spec has. */
export const triggerAuthenticationsOf = (spec: ScaledObjectSpec | undefined): readonly TriggerAuthenticationNeeds[] =>
  [...new Set(spec?.triggers.map(({ type }) => type))].map((type) => known[type]);
