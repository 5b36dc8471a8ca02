/** Losses of one sample, and the function that turns a logit into a probability. */

/** 1 / (1 + e^−x) without overflow. */
export const sigmoid = (x: number): number => x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x));

/** −ln p of a direction whose logit is x: ln(1 + e^x) − up · x, without overflow. */
export const logisticLoss = (x: number, up: number): number => Math.max(x, 0) - x * up + Math.log1p(Math.exp(-Math.abs(x)));

/** Half the squared error, so that its gradient is the error. */
export const squaredLoss = (expected: number, moved: number): number => 0.5 * (expected - moved) ** 2;
