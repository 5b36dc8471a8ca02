/** The few shapes of PromQL that panels are made of. */

const WINDOW = '$__rate_interval';

/** Per second, summed by labels. */
export const rate = (selector: string, ...by: readonly string[]): string => `sum by (${by.join(', ')}) (rate(${selector}[${WINDOW}]))`;

/** The highest of all instances: for what each of them shows of the whole. */
export const highest = (selector: string, ...by: readonly string[]): string => `max by (${by.join(', ')}) (${selector})`;

/** The sum of all instances. */
export const total = (selector: string, ...by: readonly string[]): string => `sum by (${by.join(', ')}) (${selector})`;

/** How much it grew in a time: a whole number, though Prometheus reckons between its samples. */
export const grown = (selector: string, time: string, ...by: readonly string[]): string => `round(sum by (${by.join(', ')}) (increase(${selector}[${time}])))`;

/** The 99th percentile; `buckets` selects a histogram’s `_bucket`. */
export const slowest = (buckets: string, ...by: readonly string[]): string => `histogram_quantile(0.99, ${rate(buckets, 'le', ...by)})`;

/** What the mean is of a histogram, while anything is added to it: over a restart a count may stand still beside a sum that does not. */
export const mean = (sum: string, count: string, ...by: readonly string[]): string => `${rate(sum, ...by)} / (${rate(count, ...by)} > 0)`;
