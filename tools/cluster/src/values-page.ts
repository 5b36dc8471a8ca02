/** What each value of the charts means: from their schemas and defaults, so that nothing is said twice. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}

export interface Value {
  /** Keys with dots; `*` stands for any. */
  readonly path: string;
  readonly says: string;
  /** As the chart has it; undefined where it has none. */
  readonly given: unknown;
}

const below = (given: unknown, key: string): unknown => (typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>)[key] : undefined);

/** Every value that a schema describes, what holds others only by those. */
export const valuesOf = ({ properties = {} }: Schema, defaults: unknown, above = ''): readonly Value[] => Object.entries(properties).flatMap(([key, schema]) => {
  const path = `${above}${key}`;
  const given = below(defaults, key);
  if (schema.properties !== undefined) return valuesOf(schema, given, `${path}.`);
  const any = schema.additionalProperties;
  const inner = typeof any === 'object' && any.properties !== undefined ? valuesOf(any, undefined, `${path}.*.`) : [];
  return [{ path, says: schema.description ?? '', given }, ...inner];
});

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const shown = (given: unknown): string => (given === undefined || given === null || given === '' ? '' : `\`${JSON.stringify(given)}\``);

const tableOf = (values: readonly Value[]): string => [
  '| value | default | says |',
  '|---|---|---|',
  ...values.map(({ path, says, given }) => `| \`${path}\` | ${cell(shown(given))} | ${cell(says)} |`),
].join('\n');

/** What a file says; rejects with its path where it can't be read, such as after a merge that left its marks there. */
const readAs = async (path: string, read: (text: string) => unknown): Promise<unknown> => {
  const text = await readFile(path, 'utf8');
  try {
    return read(text);
  } catch (error) {
    throw new Error(`${path} can't be read: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`, { cause: error });
  }
};

/** The values of a chart in a folder of charts, and what they are by default. */
export const chartValues = async (root: string, chart: string): Promise<readonly Value[]> => {
  const folder = join(root, 'charts', chart);
  const schema = await readAs(join(folder, 'values.schema.json'), JSON.parse) as Schema;
  return valuesOf(schema, await readAs(join(folder, 'values.yaml'), parse));
};

/** The page, as the charts at `root` make it. */
export const valuesPage = async (root: string): Promise<{ readonly path: string; readonly text: string }> => ({
  path: 'docs/cluster/values.md',
  text: `<!-- Generated from charts: npm run generate -->
# What each value means

## Services

For one service in its own chart, or below its name in \`charts/platform\`; for all of them in \`global.services\`. What the contract decides is no value.

${tableOf((await chartValues(root, 'service')).filter(({ path }) => !['global', 'service', 'enabled'].includes(path)))}

## The platform

${tableOf((await chartValues(root, 'platform')).filter(({ path }) => path !== 'service'))}
`,
});
