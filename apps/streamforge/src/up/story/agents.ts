import { count } from '../../output/figures.ts';
import { get } from '../../platform/platform.ts';
import type { Chapter } from './chapter.ts';

interface Account {
  readonly account: string;
  readonly capital: string;
  readonly fills: number;
  readonly figures: { readonly equity: string; readonly roi: string; readonly fees: string } | null;
}

/** `0.2813…` → `+28.13 %`. */
const percent = (fraction: string): string => `${Number(fraction) < 0 ? '−' : '+'}${Math.abs(Number(fraction) * 100).toFixed(2)} %`;

const amount = (decimal: string): string => Number(decimal).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const line = ({ account, capital, fills, figures }: Account): string => figures === null
  ? `${account}: ${count(fills)} fills, no figures yet`
  : `${account.padEnd(14)} ROI ${percent(figures.roi).padStart(9)}, ${amount(capital)} became ${amount(figures.equity)} `
    + `in ${count(fills)} fills, fees ${amount(figures.fees)}`;

/** What became of each agent’s capital, by the ledger. */
export const agents: Chapter = {
  name: 'agents',
  needs: ['ingest', 'roi-logger'],
  otherwise: 'there is no ledger of the agents’ fills',
  tell: async (scene) => {
    await scene.handledBy('ingest', 'roi-logger');
    const { accounts } = await get(scene.platform, '/v1/roi') as { readonly accounts: readonly Account[] };
    return accounts.toSorted((a, b) => Number(b.figures?.roi ?? 0) - Number(a.figures?.roi ?? 0)).map(line);
  },
};
