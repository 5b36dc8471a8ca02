/** Grafana’s dashboards as far as ours need them: closed types, and a layout that places panels by itself. */

export type Unit = 'short' | 's' | 'bytes' | 'ops' | 'recps' | 'reqps' | 'percentunit' | 'Bps' | 'none' | 'suffix: tokens/s';

interface Described {
  readonly title: string;
  /** What it tells, for who has not seen it before. */
  readonly says: string;
  readonly unit?: Unit;
}

/** Lines over time from Prometheus. */
export interface MetricPanel extends Described {
  readonly kind: 'metrics';
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
  /** What to say where there is no series, if that is well. */
  readonly none?: string;
}

/** Figures of this moment, or of the whole time shown, each in its colour. */
export interface StatPanel extends Described {
  readonly kind: 'stat';
  readonly queries: MetricPanel['queries'];
  /** Of the 24 columns. */
  readonly width: number;
  /** `none`: anything but 0 is red. `some`: 0 is red. */
  readonly good: 'none' | 'some' | 'any';
}

/** What fires and what is about to, by the rules of the contract. */
export interface AlertsPanel extends Described {
  readonly kind: 'alerts';
  readonly alerts: readonly string[];
}

/** Rows of Postgres: lines over time, lines over a column `step`, or a table. */
export interface RowsPanel extends Described {
  readonly kind: 'lines' | 'steps' | 'table';
  readonly sql: string;
}

export type Panel = MetricPanel | StatPanel | AlertsPanel | RowsPanel;

export interface Variable {
  readonly name: string;
  readonly label: string;
  /** The values to choose from: these, or rows of Postgres. */
  readonly from: readonly string[] | { readonly sql: string };
  /** Whether several may be chosen, or all. */
  readonly several?: boolean;
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly says: string;
  readonly variables?: readonly Variable[];
  readonly panels: readonly Panel[];
}

const SCHEMA_VERSION = 39;
const WIDTH = 24;

const sources = {
  prometheus: { type: 'prometheus', uid: '${prometheus}' },
  postgres: { type: 'grafana-postgresql-datasource', uid: '${postgres}' },
} as const;

const types = { metrics: 'timeseries', stat: 'stat', alerts: 'table', lines: 'timeseries', steps: 'trend', table: 'table' } as const;
const letter = (index: number): string => String.fromCodePoint(65 + index);

const isOfRows = (panel: Panel): panel is RowsPanel => panel.kind === 'lines' || panel.kind === 'steps' || panel.kind === 'table';
const sourceOf = (panel: Panel): object => (isOfRows(panel) ? sources.postgres : sources.prometheus);

const targetsOf = (panel: Panel): readonly object[] => {
  if (isOfRows(panel)) return [{ refId: 'A', datasource: sources.postgres, format: panel.kind === 'lines' ? 'time_series' : 'table', rawQuery: true, rawSql: panel.sql }];
  const instant = { instant: true, range: false };
  if (panel.kind === 'alerts') {
    const expr = `ALERTS{alertname=~"${panel.alerts.join('|')}"}`;
    return [{ refId: 'A', datasource: sources.prometheus, expr, legendFormat: '{{alertname}}', format: 'table', ...instant }];
  }
  return panel.queries.map(({ expr, legend }, index) =>
    ({ refId: letter(index), datasource: sources.prometheus, expr, legendFormat: legend, ...panel.kind === 'stat' && instant }));
};

/** Two beside each other; a table takes the whole width, a figure what it says. */
const sizeOf = (panel: Panel): { readonly w: number; readonly h: number } => {
  if (panel.kind === 'stat') return { w: panel.width, h: 4 };
  if (panel.kind === 'alerts') return { w: WIDTH, h: 6 };
  return { w: panel.kind === 'table' ? WIDTH : WIDTH / 2, h: 8 };
};

const [green, red] = ['green', 'red'].map((color) => ({ color, value: null }));
const steps: Readonly<Record<StatPanel['good'], readonly object[]>> = {
  none: [{ ...green }, { ...red, value: 1 }],
  some: [{ ...red }, { ...green, value: 1 }],
  any: [{ color: 'text', value: null }],
};

const fieldsOf = (panel: Panel): object => ({
  unit: panel.unit ?? 'short',
  ...(panel.kind === 'metrics' || panel.kind === 'stat') && { min: 0 },
  ...panel.kind === 'metrics' && panel.none !== undefined && { noValue: panel.none },
  ...panel.kind === 'alerts' && { noValue: 'No alert.' },
  ...panel.kind === 'stat' && { thresholds: { mode: 'absolute', steps: steps[panel.good] }, color: { mode: 'thresholds' } },
});

const optionsOf = (panel: Panel): object => {
  if (panel.kind === 'steps') return { xField: 'step' };
  if (panel.kind === 'stat') return { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, textMode: panel.queries.length > 1 ? 'value_and_name' : 'value', colorMode: 'value', graphMode: 'none' };
  return {};
};

/** Of an alert, what says who and what. */
const columns = ['alertstate', 'severity', 'alertname', 'service', 'topic', 'code', 'interval', 'route', 'pod'] as const;
const transformationsOf = ({ kind }: Panel): readonly object[] => (kind === 'alerts'
  ? [
    { id: 'filterFieldsByName', options: { include: { names: columns } } },
    { id: 'organize', options: { indexByName: Object.fromEntries(columns.map((name, index) => [name, index])) } },
  ]
  : []);

const placed = (panels: readonly Panel[]): readonly object[] => {
  let [x, y, high] = [0, 0, 0];
  return panels.map((panel, index) => {
    const { w, h } = sizeOf(panel);
    if (x + w > WIDTH || x > 0 && h !== high) [x, y] = [0, y + high];
    const gridPos = { x, y, w, h };
    [x, high] = [x + w, h];
    return {
      id: index + 1,
      type: types[panel.kind],
      title: panel.title,
      description: panel.says,
      datasource: sourceOf(panel),
      gridPos,
      fieldConfig: { defaults: fieldsOf(panel), overrides: [] },
      options: optionsOf(panel),
      ...transformationsOf(panel).length > 0 && { transformations: transformationsOf(panel) },
      targets: targetsOf(panel),
    };
  });
};

const sourceVariable = (name: keyof typeof sources): object => ({ name, label: name === 'postgres' ? 'Postgres' : 'Prometheus', type: 'datasource', query: sources[name].type });

/** Of several values all are shown at first. */
const variable = ({ name, label, from, several = false }: Variable): object => ({
  name, label, multi: several, includeAll: several, ...several && { current: { text: ['All'], value: ['$__all'] } },
  ...'sql' in from ? { type: 'query', datasource: sources.postgres, query: from.sql, refresh: 2 } : { type: 'custom', query: from.join(',') },
});

const TAG = 'streamforge';

/** From each board to the others, over the same time and data sources. Where runbooks are, only the chart is told: it puts a link to them before this. */
const links = [{
  title: 'Other boards', type: 'dashboards', tags: [TAG], asDropdown: true, keepTime: true, includeVars: true, targetBlank: false, icon: 'external link', tooltip: '', url: '',
}];

/** The dashboard as Grafana reads it. Which data sources it asks is chosen at its top, so that it fits any Grafana. */
export const grafanaDashboard = ({ uid, title, says, variables = [], panels }: Dashboard): object => {
  const rows = panels.some(isOfRows);
  const metrics = panels.some((panel) => !isOfRows(panel));
  return {
    __comment: 'Generated from libs/contracts: npm run generate',
    uid: `streamforge-${uid}`,
    title: `StreamForge: ${title}`,
    description: says,
    tags: [TAG],
    links,
    timezone: 'utc',
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: false,
    refresh: metrics ? '30s' : '1m',
    time: { from: metrics ? 'now-3h' : 'now-7d', to: 'now' },
    templating: {
      list: [
        ...metrics ? [sourceVariable('prometheus')] : [],
        ...rows ? [sourceVariable('postgres')] : [],
        ...variables.map(variable),
      ],
    },
    panels: placed(panels),
  };
};
