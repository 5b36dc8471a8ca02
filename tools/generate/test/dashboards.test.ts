import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { prometheusTool } from '@streamforge/cluster-tools/prometheus-tools';
import { steps as ledgerSteps } from '@streamforge/ledger/steps';
import { steps as registrySteps } from '@streamforge/model-registry/tables';
import { openPool } from '@streamforge/postgres/pool';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { sql, type Relational } from '@streamforge/relational/port';
import { openPostgresRelational } from '@streamforge/relational/postgres';
import { backendUrl } from '@streamforge/testing/backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { servicesOf, readContract } from '../src/contract.ts';
import { dashboards } from '../src/monitoring/dashboards/all.ts';
import { grafanaDashboard } from '../src/monitoring/dashboards/dashboard.ts';
import { grafanaReader } from '../src/monitoring/dashboards/reader.ts';

const contract = await readContract();
const all = dashboards(contract);
const expressions = all.flatMap(({ uid, panels }) => panels.flatMap((panel) =>
  (panel.kind === 'metrics' || panel.kind === 'stat' ? panel.queries.map(({ expr }) => ({ at: `${uid}: ${panel.title}`, expr })) : [])));
const queries = all.flatMap(({ uid, panels, variables = [] }) => [
  ...panels.flatMap((panel) => ('sql' in panel ? [{ at: `${uid}: ${panel.title}`, text: panel.sql }] : [])),
  ...variables.flatMap(({ name, from }) => ('sql' in from ? [{ at: `${uid}: ${name}`, text: from.sql }] : [])),
]);

describe('dashboards', () => {
  it('are one for each service, one for the platform, one for ROI and one for models', () => {
    expect(all.map(({ uid }) => uid).toSorted()).toEqual([...servicesOf(contract).map(([name]) => name), 'platform', 'roi', 'gnn'].toSorted());
  });

  it('show every metric of the contract, and say what each panel tells', () => {
    const shown = expressions.map(({ expr }) => expr).join('\n');
    expect(Object.keys(contract.metrics).filter((name) => !new RegExp(`\\b${name}(_bucket|_sum|_count)?\\b`).test(shown))).toEqual([]);
    for (const { panels } of all) expect(panels.filter(({ says }) => !/^[A-Z0-9].*\.$/.test(says))).toEqual([]);
  });

  it('show each metric in its own unit, and of what every instance has a part the sum', () => {
    const unitOf = (metric: string): readonly string[] => {
      if (/_bytes(_total)?$/.test(metric)) return ['bytes', 'Bps'];
      if (/_seconds(_bucket|_sum)?$/.test(metric)) return ['s'];
      return metric.endsWith('_ratio') ? ['percentunit'] : ['short', 'recps', 'ops', 'reqps', 'suffix: tokens/s'];
    };
    const wrong = all.flatMap(({ uid, panels }) => panels.flatMap((panel) => ('queries' in panel ? panel.queries : []).flatMap(({ expr }) =>
      [...expr.matchAll(/streamforge_\w+/g)].filter(([metric]) => !unitOf(metric).includes(panel.unit ?? 'short')).map(([metric]) => `${uid}: ${panel.title} shows ${metric} in ${panel.unit}`))));
    expect(wrong).toEqual([]);
    expect(expressions.filter(({ expr }) => /max[^(]*\(?[^(]*\(streamforge_(partitions_paused|inflight_bytes)/.test(expr))).toEqual([]);
  });

  it('can’t sum by a label that a metric has lost', () => {
    const { streamforge_llm_answers_total: answers, ...others } = contract.metrics;
    const metrics = { ...others, ...answers && { streamforge_llm_answers_total: { ...answers, labels: ['service', 'model'] } } };
    expect(() => dashboards({ ...contract, metrics })).toThrow('the panel Answers of llm-adapter sums streamforge_llm_answers_total by state');
  });

  it('place panels beside and below each other, never over each other', () => {
    for (const dashboard of all) {
      const { panels } = grafanaDashboard(dashboard) as { panels: readonly { gridPos: { x: number; y: number; w: number; h: number } }[] };
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`));
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
    }
  });

  it('lead to each other, with the time that is shown', () => {
    for (const dashboard of all) expect(grafanaDashboard(dashboard)).toMatchObject({ tags: ['streamforge'], links: [{ type: 'dashboards', tags: ['streamforge'], keepTime: true }] });
  });

  it('ask the data sources that the reader chose, and no other', () => {
    for (const dashboard of all) {
      const made = grafanaDashboard(dashboard) as { templating: { list: readonly { name: string }[] } };
      const offered = new Set(made.templating.list.map(({ name }) => name));
      const asked = [...JSON.stringify(made).matchAll(/"uid":"\$\{(\w+)\}"/g)].map(([, name = '']) => name);
      expect(asked.filter((name) => !offered.has(name))).toEqual([]);
    }
  });
});

const promtool = await prometheusTool('promtool');

describe.skipIf(promtool === undefined)('promtool', () => {
  it('can read every query over metrics', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dashboards-'));
    try {
      const rules = expressions.map(({ expr }, index) => ({ record: `panel:${index}`, expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '3h') }));
      await writeFile(join(folder, 'rules.yaml'), stringify({ groups: [{ name: 'panels', rules }] }));
      expect(await runCommand(promtool ?? '', ['check', 'rules', join(folder, 'rules.yaml')])).toMatchObject({ code: 0, output: expect.stringContaining(`${rules.length} rules found`) as unknown });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** What Grafana puts in place before it asks; seconds of today fit 32 bits, so that a product of them with 1000 may not. */
const filledIn = (text: string): string => text.replaceAll('$__unixEpochFrom()', '0').replaceAll('$__unixEpochTo()', '1795303361').replaceAll('$__interval_ms', '60000').replaceAll('${account:sqlstring}', '\'ada\'').replaceAll(/\$\{\w+\}/g, 'fifo');

const answers = async (relational: Relational, adapted: (text: string) => string): Promise<readonly string[]> => {
  await relational.migrate('ledger', ledgerSteps);
  await relational.migrate('registry', registrySteps);
  const failed: string[] = [];
  for (const { at, text } of queries) await sql.raw(adapted(filledIn(text))).execute(relational.query()).catch((error: unknown) => failed.push(`${at}: ${String(error)}`));
  return failed;
};

describe('every query over rows', () => {
  let directory: string;
  beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'dashboards-'))));
  afterAll(async () => await rm(directory, { recursive: true, force: true }));

  it('names tables, views and columns that there are', async () => {
    const relational = await openEmbeddedRelational({ directory });
    try {
      expect(await answers(relational, (text) => text.replaceAll('to_timestamp(', '(').replaceAll('::float8', ''))).toEqual([]);
      expect(await answers(relational, (text) => text.replaceAll('to_timestamp(', '(').replaceAll('::float8', '').replaceAll('roi_equity', 'roi_wealth'))).not.toEqual([]);
    } finally {
      await relational.close();
    }
  });

  const url = backendUrl('postgres');
  it.skipIf(url === undefined)('is answered by Postgres, also to a user that may read nothing else', async () => {
    const schema = `dashboards_${process.pid}`;
    const relational = await openPostgresRelational({ endpoint: { url: `${url}${url?.includes('?') === true ? '&' : '?'}schema=${schema}` } });
    const pool = await openPool({ endpoint: { url: url ?? '' }, applicationName: 'dashboards-test' });
    const asReader = async (text: string): Promise<unknown> => await pool.query(`SET LOCAL ROLE ${schema}_reader; SET LOCAL search_path = ${schema}; ${text}`);
    try {
      expect(await answers(relational, (text) => text)).toEqual([]);
      await pool.query(`CREATE ROLE ${schema}_reader`);
      await pool.query(grafanaReader(all).text.replaceAll(':"role"', `${schema}_reader`).replaceAll(':"schema"', schema));
      for (const { text } of queries) await asReader(filledIn(text));
      for (const refused of ['SELECT * FROM ledger_fills', 'SELECT * FROM ledger_points', 'DELETE FROM runs', 'CREATE TABLE mine (a int)']) await expect(asReader(refused)).rejects.toThrow(/permission denied/);
    } finally {
      await relational.close();
      await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; DROP ROLE IF EXISTS ${schema}_reader`);
      await pool.close();
    }
  });
});
