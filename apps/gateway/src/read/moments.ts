import { Origin } from '@streamforge/contracts/events/bar';
import type { Moment as FoundMoment, Moments } from '@streamforge/search/moments';
import { z } from 'zod';
import { exchange, flag, interval, limit, Moment, symbol } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';

const MomentAnswer = z.object({
  exchange: z.string(),
  symbol: z.string(),
  interval: z.string(),
  origin: Origin,
  from: z.int().describe('Open time of the first bar of the window.'),
  to: z.int().describe('Open time of its last bar.'),
  forwardReturn: z.number().nullable().describe('Log return of the bar after it; null while that is not known.'),
});

const shown = ({ exchange: venue, symbol: name, interval: length, origin, from, to, forwardReturn }: FoundMoment): z.input<typeof MomentAnswer> =>
  ({ exchange: venue, symbol: name, interval: length, origin, from, to, forwardReturn });

/** Moments like a given one: windows of bars that took the same shape. */
export const momentRoutes = (moments: () => Promise<Moments>): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/moments/similar',
    tag: 'moments',
    says: 'Windows of bars whose shape is like that of a given one, likest first, and what followed each.',
    query: z.strictObject({
      exchange,
      symbol,
      interval,
      at: Moment.optional().describe('Open time of the window’s last bar; the newest full window when absent.'),
      sameSeries: flag.describe('Looks among moments of the same series only.'),
      limit: limit(10, 100),
    }),
    answer: z.object({
      moment: MomentAnswer,
      found: z.array(MomentAnswer.extend({ score: z.number().describe('Cosine of the two windows, −1 to 1.') })),
    }),
    errors: ['NOT_FOUND'],
    handle: async ({ query }) => {
      const { moment, found } = await (await moments()).similar(query);
      return { moment: shown(moment), found: found.map((each) => ({ ...shown(each), score: each.score })) };
    },
  }),
];
