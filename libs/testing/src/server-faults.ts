/** Failing on purpose: what a strict server does to a request instead of its work. */

/** A request as it is recorded. */
export interface SeenRequest {
  readonly method: string;
  /** As its routes see it: ArangoDB's without the database. */
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

/** What happens to a request instead of, before or after its work. */
export type Fault =
  /** Refuses with a status and, where the server has such, an error number, before any work. */
  | { readonly kind: 'refuse'; readonly status: number; readonly errorNum?: number; readonly message?: string }
  /** Answers with a status and a body that is no JSON, as a proxy in between does. */
  | { readonly kind: 'garbage'; readonly status: number }
  /** Answers with this instead of working. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** Resets the connection before any work. */
  | { readonly kind: 'reset' }
  /** Does the work, then resets the connection: nobody learns that it was done. */
  | { readonly kind: 'drop reply' }
  /** Neither works nor answers, and keeps the connection. */
  | { readonly kind: 'silence' }
  /** Does the work and sends the beginning of the answer, then nothing more. */
  | { readonly kind: 'stall' }
  /** Lets something happen first, such as another client's write, then works as usual. */
  | { readonly kind: 'after'; readonly first: () => Promise<void> };

export interface FaultRule {
  readonly fault: Fault;
  readonly when?: (request: SeenRequest) => boolean;
  /** How many requests it befalls; 1 when absent. */
  readonly times?: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  /** The fault of a request, counted. */
  next(request: SeenRequest): Fault | undefined;
}

export const faults = (): Faults => {
  const rules: { readonly rule: FaultRule; left: number }[] = [];
  return {
    add: (rule) => rules.push({ rule, left: rule.times ?? 1 }),
    next: (request) => {
      const found = rules.find(({ rule, left }) => left > 0 && (rule.when?.(request) ?? true));
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.rule.fault;
    },
  };
};
