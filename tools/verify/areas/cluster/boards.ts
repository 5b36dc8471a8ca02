/** Every panel over metrics and every alert, by a real Prometheus that reads a platform at work. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startUp } from '@streamforge/bench/platform';
import { serviceNames } from '@streamforge/contracts/services';
import type { Figure } from '@streamforge/figures/figure';
import { startPrometheus, type Prometheus } from '../../src/prometheus.ts';
import { playMarket } from '../../src/services/market-feed.ts';

const SECONDS = 20;
const folder = 'charts/platform/generated';
/** What the demo market does on purpose. */
const expected = ['DeadLetters', 'SeriesGap'];

interface Panel {
  readonly title: string;
  readonly fieldConfig: { readonly defaults: { readonly noValue?: string } };
  readonly targets: readonly { readonly expr?: string; readonly legendFormat?: string }[];
}

interface Looked {
  readonly panels: number;
  readonly series: number;
  /** Queries that are refused, panels that are empty and do not say why, and legends that say nothing. */
  readonly wrong: readonly string[];
}

const boards = (): readonly (readonly [board: string, panels: readonly Panel[]])[] => readdirSync(`${folder}/dashboards`).map((file) =>
  [basename(file, '.json'), (JSON.parse(readFileSync(`${folder}/dashboards/${file}`, 'utf8')) as { panels: readonly Panel[] }).panels]);

const filledIn = (expr: string): string => expr.replaceAll('$__rate_interval', '10s').replaceAll('$__range', '1m');

const look = async (prometheus: Prometheus): Promise<Looked> => {
  const wrong: string[] = [];
  let [panels, series] = [0, 0];
  for (const [board, all] of boards()) {
    for (const { title, targets, fieldConfig } of all) {
      const found: string[] = [];
      const asked = targets.flatMap(({ expr, legendFormat = '' }) => (expr === undefined ? [] : [{ expr, legendFormat }]));
      if (asked.length === 0) continue;
      for (const { expr, legendFormat } of asked) {
        const answer = await prometheus.ask(filledIn(expr)).catch((error: unknown) => void wrong.push(`${board}: ${title}: ${String(error)}`)) ?? [];
        found.push(...answer.map((labels) => legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '').trim()));
      }
      if (found.length === 0 && fieldConfig.defaults.noValue === undefined) wrong.push(`${board}: ${title} is empty`);
      if (found.includes('')) wrong.push(`${board}: ${title} has a line without a name`);
      panels += 1;
      series += found.length;
    }
  }
  return { panels, series, wrong };
};

const observe = async (): Promise<Looked & { readonly alarmed: readonly string[]; readonly rules: number }> => {
  const directory = mkdtempSync(join(tmpdir(), 'boards-'));
  const up = await startUp(directory);
  try {
    const prometheus = await startPrometheus(up, serviceNames, `${folder}/rules.yaml`);
    try {
      await playMarket(up, 4, 50, SECONDS);
      await pause(3_000);
      const rules = await prometheus.rules();
      const alarmed = rules.filter(({ name, health, alerts }) => health !== 'ok' || alerts.length > 0 && !expected.includes(name)).map(({ name, health }) => `${name} (${health})`);
      return { ...await look(prometheus), rules: rules.length, alarmed: [...new Set(alarmed)] };
    } finally {
      await prometheus.stop();
    }
  } finally {
    await up.stop();
    rmSync(directory, { recursive: true });
  }
};

let observed: ReturnType<typeof observe> | undefined;
const whenObserved = (): ReturnType<typeof observe> => observed ??= observe();

export const figures: readonly Figure[] = [
  {
    name: `every panel over metrics, by Prometheus over a platform that worked for ${SECONDS} s`,
    bar: 'each query is answered, no panel is empty that does not say why, each line has a name',
    measure: async () => {
      const { panels, series, wrong } = await whenObserved();
      return { measured: `${panels} panels, ${series} series${wrong.length === 0 ? '' : `; ${wrong.length} wrong: ${wrong.slice(0, 5).join('; ')}`}`, ok: panels > 0 && wrong.length === 0 };
    },
  },
  {
    name: 'alerts of a platform that is well',
    bar: `every rule is evaluated, none is pending or fires but ${expected.join(' and ')}, which the demo market asks for`,
    measure: async () => {
      const { rules, alarmed } = await whenObserved();
      return { measured: `${rules} rules${alarmed.length === 0 ? '' : `: ${alarmed.join(', ')}`}`, ok: rules > 0 && alarmed.length === 0 };
    },
  },
];
