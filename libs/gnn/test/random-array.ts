import { mulberry32, type Random } from '@streamforge/determinism/random';

/** Numbers between −1 and 1. */
export const randomArray = (length: number, random: Random = mulberry32(length + 1)): Float32Array =>
  Float32Array.from({ length }, () => 2 * random() - 1);
