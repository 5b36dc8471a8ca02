/** Long work on the history, one at a time in a process: it is begun, watched, and may be cancelled. */
import { errors, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { ourError } from '@streamforge/service-host/http/problem';
import type { Watched } from './context.ts';

export type TaskKind = 'rebuild' | 'verify';

export interface TaskState {
  readonly id: string;
  readonly kind: TaskKind;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Records done, and as many as are known to be done in all. */
  readonly done: number;
  readonly total: number;
  readonly result?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly fix: string };
}

export class Tasks {
  #current: { state: TaskState; readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  /** The task that runs, or the last one that did. */
  get state(): TaskState | undefined {
    return this.#current?.state;
  }

  /** Begins a task; throws TASK_RUNNING while another one runs. */
  begin(id: string, kind: TaskKind, work: (watched: Watched) => Promise<unknown>): TaskState {
    if (this.#current?.state.state === 'running') throw new StreamForgeError('TASK_RUNNING', `A ${this.#current.state.kind} runs.`);
    const stop = new AbortController();
    const task = { state: { id, kind, state: 'running', done: 0, total: 0 } as TaskState, stop, ended: Promise.resolve() };
    const progress = (done: number, total: number): void => {
      task.state = { ...task.state, done, total };
    };
    task.ended = work({ signal: stop.signal, progress }).then(
      (result) => {
        task.state = { ...task.state, state: 'done', result };
      },
      (thrown: unknown) => {
        const { code, message } = ourError(thrown);
        const error = { code, message: code === 'INTERNAL' ? String(thrown) : message, fix: errors[code].fix };
        task.state = stop.signal.aborted ? { ...task.state, state: 'cancelled' } : { ...task.state, state: 'failed', error };
      },
    );
    this.#current = task;
    return task.state;
  }

  /** Stops the task that runs, if one does, and waits until it has ended. */
  async cancel(): Promise<TaskState | undefined> {
    this.#current?.stop.abort(new Error('cancelled'));
    await this.#current?.ended;
    return this.#current?.state;
  }
}
