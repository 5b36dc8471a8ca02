/** The few shapes of SQL that panels share. */

/** Within the time that the dashboard shows; columns hold epoch milliseconds. */
export const inRange = (column: string): string => `${column} BETWEEN $__unixEpochFrom() * 1000 AND $__unixEpochTo() * 1000`;

/** An exact decimal as a number to be drawn: only Grafana sees it. */
export const whole = (column: string): string => `${column}::float8`;
