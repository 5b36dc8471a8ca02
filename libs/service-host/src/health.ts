import type { Clock } from '@streamforge/determinism/clock';
import type { PartitionStates } from './loop/partition-state.ts';
import type { Ports } from './service.ts';

/** The answer of one readiness check. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong and what is being done about it; a word of praise is not needed. */
  readonly detail: string;
}

/** What `/readyz` asks. */
export interface Health {
  readonly draining: boolean;
  checks(): Promise<readonly Check[]>;
}

/** How long a dependency may take to answer before readiness gives up on it. */
const CHECK_MS = 2_000;

/** Readiness of a host: started, not draining, the ports its services need answer and its partitions work. */
export class HostHealth implements Health {
  readonly #ports: Ports;
  readonly #needed: readonly (keyof Ports)[];
  readonly #states: PartitionStates;
  readonly #clock: Clock;
  readonly #asking = new Map<keyof Ports, Promise<void>>();
  #started = false;
  #draining = false;

  constructor(ports: Ports, needed: readonly (keyof Ports)[], states: PartitionStates, clock: Clock) {
    this.#ports = ports;
    this.#needed = needed;
    this.#states = states;
    this.#clock = clock;
  }

  get draining(): boolean {
    return this.#draining;
  }

  started(): void {
    this.#started = true;
  }

  drain(): void {
    this.#draining = true;
  }

  async checks(): Promise<readonly Check[]> {
    const halted = this.#states.describe();
    return [
      { name: 'started', ok: this.#started, detail: this.#started ? '' : 'still starting' },
      ...await Promise.all(this.#needed.map((name) => this.#answers(name))),
      { name: 'partitions', ok: halted.length === 0, detail: halted.join('; ') },
    ];
  }

  async #answers(name: keyof Ports): Promise<Check> {
    const controller = new AbortController();
    const late = this.#clock.sleep(CHECK_MS, controller.signal).then(() => {
      this.#asking.delete(name);
      throw new Error(`no answer within ${CHECK_MS / 1_000} s`);
    });
    try {
      await Promise.race([this.#ask(name), late]);
      return { name, ok: true, detail: '' };
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
    } finally {
      controller.abort();
    }
  }

  /** One question per port at a time, however many ask for readiness; one that got no answer in time is put anew. */
  async #ask(name: keyof Ports): Promise<void> {
    const answer = this.#asking.get(name) ?? this.#ports[name].ping().finally(() => this.#asking.delete(name));
    this.#asking.set(name, answer);
    await answer;
  }
}
