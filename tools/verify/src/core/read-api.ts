import type { Target } from '@streamforge/bench/http/load';

/** One answer of the gateway. Rejects with the problem when it is one. */
export const get = async <Answer>({ address, token }: Target, path: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const response = await fetch(`${address}${path}?${new URLSearchParams(query).toString()}`, { headers: { authorization: `Bearer ${token}` } });
  const answer = await response.json() as Answer & { readonly detail?: string };
  if (!response.ok) throw new Error(`${path}: ${response.status} ${answer.detail ?? ''}`);
  return answer;
};

export interface GapReport {
  readonly series: string;
  readonly bars: number;
  readonly gaps: number;
  readonly missing: number;
  readonly longest: number;
}

export interface Letter {
  readonly code: string;
  readonly message: string;
  readonly origin: { readonly kind: 'record' } | { readonly kind: 'line'; readonly file: string; readonly line: number };
}

interface Paged {
  readonly next: string | null;
}

/** All pages of a list. */
const everyPage = async <Answer extends Paged>(target: Target, path: string, query: Readonly<Record<string, string>>): Promise<readonly Answer[]> => {
  const pages: Answer[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: Answer = await get<Answer>(target, path, { ...query, ...next !== '' && { cursor: next } });
    pages.push(page);
    next = page.next;
  }
  return pages;
};

export const gapReports = async (target: Target, exchange: string): Promise<readonly GapReport[]> =>
  (await everyPage<Paged & { series: GapReport[] }>(target, '/v1/gaps', { exchange, ranges: '0' })).flatMap(({ series }) => series);

export const letters = async (target: Target, topic: string): Promise<readonly Letter[]> =>
  (await everyPage<Paged & { letters: Letter[] }>(target, '/v1/dead-letters', { topic, limit: '500' })).flatMap((page) => page.letters);

export interface ServedBar {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

export const bars = async (target: Target, exchange: string, symbol: string, interval: string): Promise<readonly ServedBar[]> =>
  (await everyPage<Paged & { bars: ServedBar[] }>(target, '/v1/bars', { exchange, symbol, interval, limit: '10000' })).flatMap((page) => page.bars);

/** Resolves when no group lags; of some services only, where the others do not run. */
export const caughtUp = async (target: Target, services?: readonly string[]): Promise<void> => {
  for (;;) {
    const { groups } = await get<{ groups: readonly { service: string; lag: number }[] }>(target, '/v1/lag');
    if (groups.every(({ service, lag }) => lag === 0 || services?.includes(service) === false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
