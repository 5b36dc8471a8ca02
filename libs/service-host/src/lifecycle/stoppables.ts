import type { Logger } from 'pino';

/** Something that was started and must be stopped: gracefully, or at once when forced. */
export interface Stoppable {
  readonly name: string;
  stop(force: boolean): Promise<void>;
}

/**
 * What was started, in order, so that it is stopped in the reverse order. Stopping has two phases: the graceful one waits for work in
 * flight within the grace; then, or on a second request, the rest is forced.
 */
export class Stoppables {
  readonly #started: Stoppable[] = [];
  readonly #logger: Logger;
  readonly #forced = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();
  #force = false;
  #stopping: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Resolves once everything is stopped, whoever asked for it. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** What is added while everything stops is stopped too. */
  add(stoppable: Stoppable): void {
    this.#started.push(stoppable);
    this.#stopping = this.#stopping?.then(() => this.#stopRest());
  }

  /** Stops everything; asking again returns the same promise. */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stopAll(graceMs);
    return this.#stopping;
  }

  /** Ends the graceful phase now. */
  force(): void {
    this.#force = true;
    this.#forced.resolve();
  }

  async #stopAll(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.force(), graceMs);
    await this.#stopRest();
    clearTimeout(timer);
    this.#stopped.resolve();
  }

  async #stopRest(): Promise<void> {
    for (let last = this.#started.pop(); last !== undefined; last = this.#started.pop()) await this.#stopOne(last);
  }

  async #stopOne(stoppable: Stoppable): Promise<void> {
    const failed = (error: unknown): void => this.#logger.error({ err: error }, `${stoppable.name} did not stop cleanly`);
    if (!this.#force) {
      const graceful = stoppable.stop(false).then(() => true, (error: unknown) => {
        failed(error);
        return true;
      });
      if (await Promise.race([graceful, this.#forced.promise.then(() => false)])) return;
      this.#logger.warn(`${stoppable.name} is forced to stop`);
    }
    await stoppable.stop(true).catch(failed);
  }
}
