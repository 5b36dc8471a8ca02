/** One state: embedded and over servers, once and twice, and after each service was killed ten times. */
import type { Figure } from '@streamforge/figures/figure';
import { derivedNames } from '@streamforge/faults/services/composition';
import { serviceKills } from '@streamforge/faults/services/kills';
import { wholeArrivals } from '@streamforge/faults/services/one-state';
import { clusterUrls } from '@streamforge/testing/cluster-place';

const [SEED, MINUTES, KILLS] = [23, 180, 10];

export const figures: readonly Figure[] = [
  {
    name: `state hash of ${MINUTES} minutes of the market over all services, however they arrive`,
    bar: 'the same embedded, in small batches, one service after the other, twice, and over Kafka + Postgres + S3',
    measure: async () => {
      const urls = clusterUrls();
      if (urls === undefined) throw new Error('start the servers first: npm run backends -- up');
      const arrivals = await wholeArrivals(SEED, MINUTES, urls);
      const [first] = arrivals;
      const other = arrivals.filter(({ state }) => state.hash !== first?.state.hash).map(({ how }) => how);
      return {
        measured: `${arrivals.length} ways: ${first?.state.hash.slice(0, 12)}${other.length === 0 ? '' : `, but not ${other.join(', ')}`}`,
        ok: other.length === 0 && arrivals.length === 5,
      };
    },
  },
  ...derivedNames.map((name): Figure => ({
    name: `${name} after ${KILLS} seeded kills`,
    bar: 'the state and the records of an undisturbed run',
    measure: async () => {
      const { kills, hash, complaints } = await serviceKills(name, SEED, KILLS, MINUTES);
      return { measured: `${kills} kills, ${hash.slice(0, 12)}${complaints.length === 0 ? '' : `; ${complaints.join('; ').slice(0, 300)}`}`, ok: complaints.length === 0 && kills === KILLS };
    },
  })),
];
