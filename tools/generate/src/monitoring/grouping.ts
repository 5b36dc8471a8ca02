/** Labels that a finished query sums by, and those that are shown of its answer: each must be one that there is. */
import type { Contract } from '../contract.ts';
import { scraped } from './query.ts';

interface Grouping {
  readonly labels: readonly string[];
  /** What stands in the parentheses after it. */
  readonly body: string;
}

/** From after an opening parenthesis to its closing one. */
const inParentheses = (text: string): string => {
  let depth = 1;
  for (const { 0: sign, index } of text.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
};

const groupingsOf = (expr: string): readonly Grouping[] => [...expr.matchAll(/\bby \(([^)]*)\) \(/g)].map((found) =>
  ({ labels: (found[1] ?? '').split(',').map((label) => label.trim()), body: inParentheses(expr.slice(found.index + found[0].length)) }));

/** Labels of every metric that a text names, with those of a scrape and of a histogram’s buckets. */
const namedIn = (text: string, metrics: Contract['metrics']): readonly (readonly [name: string, labels: readonly string[]])[] =>
  Object.entries(metrics).flatMap(([name, { labels }]) => (new RegExp(`\\b${name}(_bucket|_sum|_count)?(?!\\w)`).test(text)
    ? [[name, [...labels, ...scraped, ...text.includes(`${name}_bucket`) ? ['le'] : []]] as const] : []));

/** What `{{topic}}` of a legend, or `{{ $labels.topic }}` of an alert, shows. */
const shownIn = (texts: readonly string[]): readonly string[] => texts.flatMap((text) =>
  [...text.matchAll(/\{\{(.*?)\}\}/g)].flatMap(([, inner = '']) => (inner.includes('$') ? [...inner.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label) : [inner.trim()])));

/**
 * Throws where a query sums by a label that one of its metrics lacks, or where a text shows a label that the query’s answer lacks: both would only show
 * as nothing.
 */
export const demandLabels = (metrics: Contract['metrics'], where: string, expr: string, texts: readonly string[]): void => {
  const groupings = groupingsOf(expr);
  if (groupings.length !== [...expr.matchAll(/\b(by|without)\b/g)].length) throw new Error(`${where}: write labels before what is summed, as in sum by (topic) (…)`);
  for (const { labels, body } of groupings) {
    for (const [name, known] of namedIn(body, metrics)) {
      const unknown = labels.find((label) => !known.includes(label));
      if (unknown !== undefined) throw new Error(`${where} sums ${name} by ${unknown}, and it has ${known.join(', ')}: change the query, or the labels in libs/contracts/src/metrics.ts`);
    }
  }
  const answered = groupings[0]?.labels ?? [];
  const blank = shownIn(texts).find((label) => !answered.includes(label));
  if (blank !== undefined) throw new Error(`${where} shows the label ${blank}, and its query is summed by ${answered.join(', ') || 'none'}`);
};
