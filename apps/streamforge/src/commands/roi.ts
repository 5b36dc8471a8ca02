import type { LotMethod } from '@streamforge/contracts/events/roi';
import { Option } from 'commander';
import type { AddCommand } from '../command.ts';
import type { Colours } from '../output/colour.ts';
import { count, instant, percent } from '../output/figures.ts';
import { printable, table, type Column } from '../output/table.ts';
import { whole } from '../platform/pages.ts';
import { get, pathOf } from '../platform/platform.ts';

interface RoiOptions {
  readonly method: LotMethod;
  readonly limit: string;
}

interface Figures {
  readonly method: string;
  readonly time: number;
  readonly capital: string;
  readonly equity: string;
  readonly realised: string;
  readonly unrealised: string;
  readonly fees: string;
  readonly roi: string;
  readonly fills: number;
  readonly holdings: readonly { readonly exchange: string; readonly symbol: string; readonly quantity: string; readonly averagePrice: string | null }[];
  readonly performance: Readonly<Record<'cagr' | 'volatility' | 'sharpe' | 'sortino' | 'maxDrawdown' | 'calmar', number | null>>;
}

interface Fill {
  readonly time: number;
  readonly id: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly feeInQuote: string;
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly closed: Readonly<Record<LotMethod, { readonly gross: string } | null>>;
}

interface AccountFacts {
  readonly account: string;
  readonly figures: Readonly<Record<LotMethod, Figures>>;
  readonly fills: readonly Fill[];
}

interface SummaryFacts {
  readonly account: string;
  readonly capital: string;
  readonly fills: number;
  readonly figures: Figures | null;
}

/** `streamforge roi [account]`: what each account is worth, or one account with its fills and what they realised. */
export const addRoi: AddCommand = (program, act) => {
  program.command('roi')
    .description('show every account’s equity and ROI, or one account with its measures, holdings and fills')
    .argument('[account]')
    .addOption(new Option('--method <method>', 'how what was sold is matched with what was bought').choices(['fifo', 'lifo', 'average']).default('fifo'))
    .option('--limit <number>', 'most fills', '20')
    .action(act(async ({ output, withPlatform }, { method, limit }: RoiOptions, account?: string) => {
      if (account === undefined) {
        const accounts = await withPlatform((platform) => whole(platform, ['v1', 'roi'], 'accounts', { method }));
        output.data(accounts as unknown as readonly SummaryFacts[], accountsTable);
        return undefined;
      }
      const answer = await withPlatform((platform) => get(platform, pathOf(['v1', 'roi', account], { limit })));
      output.data(answer as AccountFacts, (facts, colours) => accountLines(facts, method, colours));
      return undefined;
    }));
};

const right = <Row>(title: string, cell: (row: Row) => string): Column<Row> => ({ title, cell, align: 'right' });

const accountsTable = (accounts: readonly SummaryFacts[], colours: Colours): string => accounts.length === 0 ? colours.faint('none') : table(accounts, [
  { title: 'account', cell: ({ account }) => account },
  right('capital', ({ capital }) => amount(capital)),
  right('equity', ({ figures }) => figures === null ? '' : amount(figures.equity)),
  right('ROI', ({ figures }) => figures === null ? '' : percent(Number(figures.roi), { digits: 2, signed: true })),
  right('realised', ({ figures }) => figures === null ? '' : amount(figures.realised)),
  right('unrealised', ({ figures }) => figures === null ? '' : amount(figures.unrealised)),
  right('fees', ({ figures }) => figures === null ? '' : amount(figures.fees)),
  right('Sharpe', ({ figures }) => figures === null ? '' : ratio(figures.performance.sharpe)),
  right('max drawdown', ({ figures }) => figures === null ? '' : share(figures.performance.maxDrawdown)),
  right('fills', ({ fills }) => count(fills)),
], colours);

const accountLines = ({ account, figures, fills }: AccountFacts, method: LotMethod, colours: Colours): string => {
  const of = figures[method];
  const { cagr, volatility, sharpe, sortino, maxDrawdown, calmar } = of.performance;
  const line = (name: string, text: string): string => `${colours.strong(name.padEnd(12))}  ${printable(text)}`;
  return [
    line('account', `${account}, ${method}, at ${instant(of.time)}`),
    line('equity', `${amount(of.equity)} of ${amount(of.capital)}, ROI ${percent(Number(of.roi), { digits: 2, signed: true })}`),
    line('realised', `${amount(of.realised)}, unrealised ${amount(of.unrealised)}, fees ${amount(of.fees)}, ${count(of.fills)} fills`),
    line('measures', `CAGR ${share(cagr)}, volatility ${share(volatility)}, Sharpe ${ratio(sharpe)}, Sortino ${ratio(sortino)}, max drawdown ${share(maxDrawdown)}, Calmar ${ratio(calmar)}`),
    ...of.holdings.filter(({ quantity }) => quantity !== '0').map(({ exchange, symbol, quantity, averagePrice }) =>
      line('holds', `${exchange}:${symbol} ${quantity}${averagePrice === null ? '' : ` at ${amount(averagePrice)}`}`)),
    '',
    table(fills, [
      { title: 'time', cell: ({ time }) => instant(time) },
      { title: 'symbol', cell: ({ symbol }) => symbol },
      { title: 'side', cell: ({ side }) => side },
      right('quantity', ({ quantity }) => quantity),
      right('price', ({ price }) => price),
      right('fee', ({ feeInQuote }) => amount(feeInQuote)),
      right('realised', ({ closed }) => closed[method] === null ? '' : amount(closed[method].gross)),
      { title: 'record', cell: ({ source: { topic, partition, offset } }) => `${topic}[${partition}]@${offset}` },
    ], colours),
  ].join('\n');
};

/** Decimals at a glance: two digits behind the point; `--json` has them all. */
const amount = (decimal: string): string => Number(decimal).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

type Measure = number | null | undefined;

/** A day's gain grown to a year's says nothing beyond this. */
const MOST = 10_000;

const measured = (value: Measure, shown: (value: number) => string): string => {
  if (value === null || value === undefined) return 'none';
  return Math.abs(value) > MOST ? `beyond ${shown(Math.sign(value) * MOST)}` : shown(value);
};
const ratio = (value: Measure): string => measured(value, (one) => one.toFixed(2));
const share = (value: Measure): string => measured(value, (one) => percent(one, { signed: true }));
