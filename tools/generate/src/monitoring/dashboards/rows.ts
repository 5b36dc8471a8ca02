/** The few shapes of SQL that panels share. */

/** Within the time that the dashboard shows; columns hold epoch milliseconds, which Postgres takes for an `integer` that overflows unless told. */
export const inRange = (column: string): string =>
  `${column} BETWEEN CAST($__unixEpochFrom() AS bigint) * 1000 AND CAST($__unixEpochTo() AS bigint) * 1000`;

/** An exact decimal as a number to be drawn: only Grafana sees it. */
export const whole = (column: string): string => `${column}::float8`;
