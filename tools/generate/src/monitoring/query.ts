/** Selectors of PromQL that can only name what the contract has: a metric or a label that it lacks ends the generation. */
import type { Contract } from '../contract.ts';

type Metrics = Contract['metrics'];

const suffixes = ['', '_bucket', '_sum', '_count'] as const;

/** How a histogram is read; other kinds have no suffix. */
export type Part = (typeof suffixes)[number];

export interface Select {
  (name: string, labels?: Readonly<Record<string, string>>, part?: Part): string;
}

/** Labels that a scrape adds to every metric: the service by its name in the contract, and where it ran. */
export const scraped: readonly string[] = ['service', 'pod', 'instance'];

/** `name{label="value"}`; a value that begins with `~` is a regular expression, with `!~` one that it must not match. Throws where the contract has no such metric or label. */
export const selecting = (metrics: Metrics): Select => (name, labels = {}, part = '') => {
  const { [name]: metric } = metrics;
  if (metric === undefined) throw new Error(`a query names the metric ${name}, which libs/contracts/src/metrics.ts does not have`);
  const unknown = Object.keys(labels).find((label) => !metric.labels.includes(label) && !scraped.includes(label));
  if (unknown !== undefined) throw new Error(`a query names the label ${unknown} of ${name}, which has ${metric.labels.join(', ')}`);
  if ((metric.kind === 'histogram') !== (part !== '')) throw new Error(`a query reads ${name}${part}, and it is a ${metric.kind}`);
  const matchers = Object.entries(labels).map(([label, value]) => {
    const [, operator = '', wanted = ''] = /^(!?~)?(.*)$/s.exec(value) ?? [];
    return `${label}${operator === '~' ? '=~' : operator === '' ? '=' : operator}"${wanted}"`;
  });
  return `${name}${part}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`;
};
