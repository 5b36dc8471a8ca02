/** What following the model would have come to, net of costs, beside its baselines. */
import { times as timeAxis, uprightShares } from './axes.ts';
import { legendOf, type LegendEntry } from './legend.ts';
import { lineOf, type LineLook } from './lines.ts';
import { panelOf } from './panel.ts';
import { edge, headHeight, svgOf } from './plot.ts';
import { element } from './svg.ts';
import { drawn, seriesLook } from './theme.ts';

export interface EquityCurve {
  readonly name: string;
  /** Equity at each time, 1 at the start. */
  readonly net: readonly number[];
}

export interface Equity {
  readonly model: EquityCurve & { readonly gross: readonly number[]; readonly turnover: number | null };
  /** Baselines, and the model on a shuffled graph where there is one. */
  readonly others: readonly EquityCurve[];
  /** Epoch milliseconds, ascending. */
  readonly times: readonly number[];
  readonly costBps: number;
  readonly topK: number;
}

const [WIDTH, HEIGHT, LEFT] = [760, 320, 80];

export const equity = ({ model, others, times, costBps, topK }: Equity): string => {
  const drawings: readonly (EquityCurve & LineLook)[] = [
    { name: `${model.name}, net`, net: model.net, colour: 'series0', width: 2.8 },
    { name: `${model.name} before costs`, net: model.gross, colour: 'series0', width: 1.3, dash: '2 3' },
    ...others.map(({ name, net }, index) => ({ name, net, width: 1.3, ...seriesLook(index + 1) })),
  ];
  const entries = drawings.map(({ name, colour, width = 1, dash }): LegendEntry => ({ name, colour, width, dash, mark: 'line' }));
  const legend = legendOf(entries, LEFT, headHeight, WIDTH - LEFT - edge);
  const place = { left: LEFT, top: headHeight + legend.height + 4, width: WIDTH - LEFT - edge, height: HEIGHT };
  const x = timeAxis(place, times, 'time');
  const y = uprightShares(place, [1, ...drawings.flatMap(({ net }) => net)], 'equity, 1 at the start');
  const end = (curve: readonly number[]): string => percent((curve.at(-1) ?? 1) - 1);
  const best = others.toSorted((a, b) => (b.net.at(-1) ?? 1) - (a.net.at(-1) ?? 1))[0];
  const words = `${end(model.net)} net, ${end(model.gross)} before costs${best === undefined ? '' : `; ${best.name} ${end(best.net)} net`}`;
  return svgOf({
    id: 'equity',
    title: `Backtest of ${model.name} against its baselines`,
    subtitle: `${words}; ${topK} long, ${topK} short, ${costBps} bps a trade${model.turnover === null ? '' : `, turnover ${(100 * model.turnover).toFixed(0)} % a bar`}`,
    description: `Equity of the model and ${others.length} others over the test windows, net of ${costBps} basis points a trade: ${words}.`,
    width: WIDTH, height: place.top + HEIGHT + 52,
  },
  legend.drawing,
  panelOf({ place, x, y }),
  element('line', { ...drawn('ink', 1), 'stroke-opacity': 0.6, x1: LEFT, x2: LEFT + place.width, y1: y.scale(1), y2: y.scale(1) }),
  drawings.toReversed().map(({ net, ...look }) => lineOf(net.map((value, at) => ({ x: times[at] ?? 0, y: value })), x, y, look)));
};

const percent = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
