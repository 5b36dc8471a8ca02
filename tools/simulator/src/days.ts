/** Days of the market, UTC. */
export const DAY = 86_400_000;

/** `2024-01-31`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** `14:05`. */
export const timeOfDay = (time: number): string => new Date(time).toISOString().slice(11, 16);
