import { z } from 'zod';
import { Candle } from './candle.ts';

/** How a bar came to be: published by its source, or built here from stored trades. */
export const Origin = z.enum(['published', 'trades']);
export type Origin = z.output<typeof Origin>;

/** A candle that passed every rule and is the newest of its key: what all later services read. */
export const Bar = Candle.extend({ origin: Origin });
export type Bar = z.output<typeof Bar>;
