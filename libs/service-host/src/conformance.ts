/**
 * The specification of a running service: what it does with its records when stores, the log, its own code or the process fail. A
 * service's test calls it with records that it accepts and refuses; real ports run behind a thin layer that fails when told to. An
 * unhandled rejection anywhere fails the test run.
 */
import { describe } from 'vitest';
import { delivery } from './conformance/delivery.ts';
import { outage } from './conformance/outage.ts';
import { poison } from './conformance/poison.ts';
import { stopping } from './conformance/stopping.ts';
import type { ServiceUnderTest } from './conformance/subject.ts';

export type { ServiceUnderTest } from './conformance/subject.ts';

export const serviceConformance = (given: ServiceUnderTest): void => {
  describe(`the service ${given.service.name}`, () => {
    for (const concept of [delivery, poison, outage, stopping]) concept(given);
  });
};
