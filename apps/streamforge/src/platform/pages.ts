/** Lists that the platform answers page by page. */
import { isFact, type Fact } from '../output/facts-table.ts';
import { get, pathOf, type Platform, type Query } from './platform.ts';

/** Most entries that are asked for at once. */
const PAGE = 500;

/** Up to `limit` entries of the list `name`, over as many pages as they need. */
export const listed = async (
  platform: Platform, path: readonly string[], name: string, query: Query, limit: number,
): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  for (let cursor: string | undefined; ;) {
    const answer = await get(platform, pathOf(path, { ...query, limit: Math.min(PAGE, limit - facts.length), cursor }));
    const page = isFact(answer) ? answer : {};
    const entries = page[name];
    if (Array.isArray(entries)) facts.push(...entries.filter(isFact));
    const { next } = page;
    if (typeof next !== 'string' || facts.length >= limit) return facts.slice(0, limit);
    cursor = next;
  }
};

/** Lists that come whole. */
export const whole = async (platform: Platform, path: readonly string[], name: string, query: Query = {}): Promise<readonly Fact[]> => {
  const answer = await get(platform, pathOf(path, query));
  const entries = isFact(answer) ? answer[name] : undefined;
  return Array.isArray(entries) ? entries.filter(isFact) : [];
};
