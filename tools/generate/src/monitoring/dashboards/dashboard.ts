/** Grafana’s dashboards as far as ours need them: closed types, and a layout that places panels by itself. */

export type Unit = 'short' | 's' | 'ms' | 'bytes' | 'ops' | 'reqps' | 'percentunit' | 'Bps' | 'none';

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
}

/** Rows of Postgres: lines over time, lines over a column `step`, or a table. */
export interface RowsPanel extends Described {
  readonly kind: 'lines' | 'steps' | 'table';
  readonly sql: string;
}

export type Panel = MetricPanel | RowsPanel;

export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Rows of Postgres: the values to choose from. */
  readonly sql: string;
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
const SIZE = { w: 12, h: 8 } as const;

const sources = {
  prometheus: { type: 'prometheus', uid: '${prometheus}' },
  postgres: { type: 'grafana-postgresql-datasource', uid: '${postgres}' },
} as const;

const types = { metrics: 'timeseries', lines: 'timeseries', steps: 'trend', table: 'table' } as const;
const letter = (index: number): string => String.fromCodePoint(65 + index);

const targetsOf = (panel: Panel): readonly object[] => (panel.kind === 'metrics'
  ? panel.queries.map(({ expr, legend }, index) => ({ refId: letter(index), datasource: sources.prometheus, expr, legendFormat: legend }))
  : [{ refId: 'A', datasource: sources.postgres, format: panel.kind === 'lines' ? 'time_series' : 'table', rawQuery: true, rawSql: panel.sql }]);

/** Two beside each other; a table takes the whole width. */
const placed = (panels: readonly Panel[]): readonly object[] => {
  let [x, y] = [0, 0];
  return panels.map((panel, index) => {
    const w = panel.kind === 'table' ? WIDTH : SIZE.w;
    if (x + w > WIDTH) [x, y] = [0, y + SIZE.h];
    const gridPos = { x, y, w, h: SIZE.h };
    x += w;
    return {
      id: index + 1,
      type: types[panel.kind],
      title: panel.title,
      description: panel.says,
      datasource: panel.kind === 'metrics' ? sources.prometheus : sources.postgres,
      gridPos,
      fieldConfig: { defaults: { unit: panel.unit ?? 'short', ...panel.kind === 'metrics' && { min: 0 } }, overrides: [] },
      options: panel.kind === 'steps' ? { xField: 'step' } : {},
      targets: targetsOf(panel),
    };
  });
};

const sourceVariable = (name: keyof typeof sources): object => ({ name, label: name === 'postgres' ? 'Postgres' : 'Prometheus', type: 'datasource', query: sources[name].type });

/** The dashboard as Grafana reads it. Which data sources it asks is chosen at its top, so that it fits any Grafana. */
export const grafanaDashboard = ({ uid, title, says, variables = [], panels }: Dashboard): object => {
  const rows = panels.some(({ kind }) => kind !== 'metrics');
  const metrics = panels.some(({ kind }) => kind === 'metrics');
  return {
    __comment: 'Generated from libs/contracts: npm run generate',
    uid: `streamforge-${uid}`,
    title: `StreamForge: ${title}`,
    description: says,
    tags: ['streamforge'],
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
        ...variables.map(({ name, label, sql, several = false }) =>
          ({ name, label, type: 'query', datasource: sources.postgres, query: sql, refresh: 2, multi: several, includeAll: several })),
      ],
    },
    panels: placed(panels),
  };
};
