/** How figures and times are written in evidence. */

/** `2024-01-02 03:04 UTC`. */
export const timeText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A share as per cent with its sign: 0.0123 → `+1.23 %`. */
export const signedPercent = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(2)} %`;

/** A share as per cent: 0.58 → `58.0 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A log return as the simple return it is. */
export const simpleOfLog = (logReturn: number): number => Math.expm1(logReturn);
