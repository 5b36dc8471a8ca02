/** What a newcomer watches: figures that move. Redrawn in place on a terminal, a plain line every few seconds elsewhere. */
import type { CommandContext } from '../command.ts';
import { count, instant, rate } from '../output/figures.ts';
import { widthOf, type Output } from '../output/output.ts';
import { printable } from '../output/table.ts';
import type { Platform } from '../platform/platform.ts';
import { relatedAsset, snapshotOf, type RelatedAsset, type Snapshot } from './snapshot.ts';

const EVERY_MS = { terminal: 1_000, lines: 3_000 };

export interface View {
  /** Whether the demo market feeds the platform: what shows it says so. */
  readonly simulated: boolean;
  readonly snapshot: Snapshot;
  /** Bars per second since the view before. */
  readonly perSecond: number;
  readonly related: RelatedAsset | undefined;
}

/** Shows the platform until the signal aborts. While a store does not answer there is nothing to show; the log says why. */
export const liveSummary = async (context: CommandContext, platform: Platform, simulated: boolean): Promise<void> => {
  const { output, shell: { clock, signal } } = context;
  const inPlace = output.terminal.stderr.isTTY === true;
  const show = inPlace ? redrawn(output) : lined(output);
  let before = { bars: (await snapshotOf(platform).catch(() => undefined))?.bars ?? 0, at: clock.monotonic() };
  let related: RelatedAsset | undefined;
  while (!signal.aborted) {
    await clock.sleep(inPlace ? EVERY_MS.terminal : EVERY_MS.lines, signal).catch(() => undefined);
    if (signal.aborted) return;
    const snapshot = await snapshotOf(platform).catch(() => undefined);
    if (snapshot === undefined) continue;
    related ??= await relatedAsset(platform).catch(() => undefined);
    const now = { bars: snapshot.bars, at: clock.monotonic() };
    show({ simulated, snapshot, perSecond: Math.max(0, now.bars - before.bars) / (now.at - before.at) * 1_000, related });
    before = now;
  }
};

const label = ({ simulated }: View): string => simulated ? 'simulated bars' : 'bars';

/** The view as lines of one fact each. */
export const viewLines = (view: View): readonly string[] => linesOf(view).map(([name, text]) => printable(`${name.padEnd(16)}${text}`));

const linesOf = (view: View): readonly (readonly [name: string, text: string])[] => {
  const { snapshot, perSecond, related } = view;
  return [
    [label(view), `${count(snapshot.bars)} in ${count(snapshot.series)} series, ${rate(perSecond)}`],
    ['trades', count(snapshot.trades)],
    ['documents', count(snapshot.documents)],
    ['gaps', `${count(snapshot.gaps)} found, ${count(snapshot.missing)} bars missing${worst(snapshot)}`],
    ['dead letters', count(snapshot.deadLetters)],
    ['lag', `${count(snapshot.lag)} records`],
    ...related === undefined ? [] : [['relations', `${related.asset} ${related.relations.join(', ')}`] as const],
  ];
};

const worst = ({ worst: report }: Snapshot): string => {
  const [first] = report?.ranges ?? [];
  if (report === undefined || first === undefined) return '';
  return `, most in ${report.series} (${instant(first.from)} lacks ${count(first.missing)})`;
};

const redrawn = (output: Output): ((view: View) => void) => {
  const { stderr } = output.terminal;
  let drawn = 0;
  return (view) => {
    const lines = viewLines(view);
    const width = widthOf(stderr) - 1;
    stderr.write(`${drawn === 0 ? '\n' : `\u001b[${drawn}A`}${lines.map((line) => `\u001b[K${line.slice(0, width)}\n`).join('')}`);
    drawn = lines.length;
  };
};

/** One line a view; what does not move, such as the relations, once. */
const lined = (output: Output): ((view: View) => void) => {
  const said = new Set<string>();
  const once = (topic: string, line: string | undefined): void => {
    if (line === undefined || said.has(topic)) return;
    said.add(topic);
    output.talk(printable(line));
  };
  return (view) => {
    const { snapshot, perSecond, related } = view;
    const { bars, series, gaps, missing, deadLetters, lag, trades, documents } = snapshot;
    output.talk(`${label(view)} ${count(bars)} in ${count(series)} series (${rate(perSecond)}), trades ${count(trades)}, `
      + `documents ${count(documents)}, gaps ${count(gaps)} (${count(missing)} bars missing), `
      + `dead letters ${count(deadLetters)}, lag ${count(lag)}`);
    once('gap', gaps > 0 ? `first gaps found${worst(snapshot)}` : undefined);
    once('relations', related === undefined ? undefined : `relations: ${related.asset} ${related.relations.join(', ')}`);
  };
};
