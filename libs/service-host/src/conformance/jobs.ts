/** The specification of jobs: what workers do with them when they share a store, fail, die, are paused or told to stop. */
import { describe } from 'vitest';
import { acceptance } from './jobs/acceptance.ts';
import { cancelling } from './jobs/cancelling.ts';
import { failures } from './jobs/failures.ts';
import { fencing } from './jobs/fencing.ts';
import { sharing } from './jobs/sharing.ts';
import { stopping } from './jobs/stopping.ts';
import type { NewPlace } from './jobs/subject.ts';
import { takingOver } from './jobs/taking-over.ts';

export type { NewPlace, Place } from './jobs/subject.ts';

export const jobsConformance = (newPlace: NewPlace): void => {
  describe('jobs', () => {
    for (const concept of [acceptance, sharing, failures, cancelling, fencing, takingOver, stopping]) concept(newPlace);
  });
};
