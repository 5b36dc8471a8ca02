import { RetryableError, StreamForgeError, TerminalError, errors, type ErrorCode } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { RecordBatch } from '@streamforge/event-log/port';
import type { Logger } from 'pino';
import type { HostMetrics } from '../metrics.ts';
import type { Refused } from './edge.ts';
import type { PartitionPlace, PartitionStates } from './partition-state.ts';

export interface ReportParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: HostMetrics;
  readonly states: PartitionStates;
}

const codeOf = (error: unknown): ErrorCode => error instanceof StreamForgeError ? error.code : 'UNEXPECTED';

/** What one partition tells people: log lines with coordinates, metrics and readiness. */
export class PartitionReport {
  readonly #place: PartitionPlace;
  readonly #parts: ReportParts;
  readonly #labels: { readonly service: string; readonly topic: string };
  /** What the partition waits for, as it was last said. */
  #waitsFor: ErrorCode | undefined;

  constructor(place: PartitionPlace, parts: ReportParts) {
    this.#place = place;
    this.#parts = parts;
    this.#labels = { service: place.service, topic: place.topic };
  }

  /** The partition waits; it is said once for each cause, however often it is tried again. */
  waits(cause: StreamForgeError): void {
    const { states, logger } = this.#parts;
    states.halt(this.#place, { kind: 'waits', cause });
    if (this.#waitsFor === cause.code) return;
    this.#waitsFor = cause.code;
    logger.warn({ ...this.#place, code: cause.code }, `${cause.message} ${cause.fix}`);
  }

  goesOn(): void {
    this.#clear();
    this.#parts.logger.info(this.#place, 'the partition goes on');
  }

  stopped(): void {
    const cause = new TerminalError('PARTITION_STOPPED');
    this.#parts.states.halt(this.#place, { kind: 'stopped', cause });
    this.#parts.logger.error({ ...this.#place, code: cause.code }, `${cause.message} ${cause.fix}`);
  }

  /** The partition moved to another member, or the host stops. */
  left(): void {
    this.#clear();
  }

  /** A batch failed where nothing should; it is read again. */
  failed(error: unknown): void {
    const cause = error instanceof StreamForgeError ? error : new RetryableError('UNEXPECTED', String(error), {}, { cause: error });
    this.#parts.states.halt(this.#place, { kind: 'waits', cause });
    this.#parts.logger.error({ ...this.#place, code: cause.code, err: error }, 'a batch failed and is read again');
  }

  retried(error: unknown): void {
    const code = codeOf(error);
    this.#parts.metrics.count('streamforge_retries_total', { ...this.#labels, code });
    if (code === 'UNEXPECTED') this.#parts.logger.warn({ ...this.#place, code, err: error }, 'the handler failed; trying again');
  }

  commitRetried(error: StreamForgeError): void {
    this.#parts.metrics.count('streamforge_retries_total', { ...this.#labels, code: error.code });
    this.#parts.logger.warn({ ...this.#place, code: error.code }, `The position is not committed yet. ${error.message} ${error.fix}`);
  }

  gaveUp(offset: number, error: unknown): void {
    this.#parts.logger.error({ ...this.#place, offset, code: codeOf(error), err: error }, 'one record can’t be handled');
  }

  /** Records were refused; `written` of their dead letters were not there already. */
  refused(refused: readonly Refused[], written: number): void {
    const { metrics, logger } = this.#parts;
    metrics.count('streamforge_dead_letters_total', this.#labels, written);
    for (const [code, ofCode] of Map.groupBy(refused, ({ refusal }) => refusal.code)) {
      metrics.count('streamforge_records_rejected_total', { ...this.#labels, code }, ofCode.length);
      const [first] = ofCode;
      logger.warn(
        { ...this.#place, offset: first?.record.offset, code, records: ofCode.length },
        `${errors[code].says} ${first?.refusal.detail ?? ''}`,
      );
    }
  }

  /** A batch is done. `began` is monotonic milliseconds. */
  consumed({ records }: RecordBatch, began: number): void {
    this.#clear();
    const { clock, metrics } = this.#parts;
    metrics.count('streamforge_records_consumed_total', this.#labels, records.length);
    metrics.observe('streamforge_batch_records', this.#labels, records.length);
    metrics.observe('streamforge_batch_duration_seconds', this.#labels, (clock.monotonic() - began) / 1_000);
    const oldest = records[0]?.timestamp ?? clock.now();
    metrics.observe('streamforge_end_to_end_seconds', this.#labels, Math.max(0, clock.now() - oldest) / 1_000);
  }

  #clear(): void {
    this.#waitsFor = undefined;
    this.#parts.states.clear(this.#place);
  }
}
