/** What Grafana’s own user of Postgres may do: read what the boards ask for, and nothing else. */
import type { Artefact } from '../../artefact.ts';
import type { Dashboard } from './dashboard.ts';

/** Every text of SQL that a board sends. */
const queriesOf = ({ panels, variables = [] }: Dashboard): readonly string[] => [
  ...panels.flatMap((panel) => ('sql' in panel ? [panel.sql] : [])),
  ...variables.flatMap(({ from }) => ('sql' in from ? [from.sql] : [])),
];

const tablesOf = (boards: readonly Dashboard[]): readonly string[] => {
  const named = boards.flatMap(queriesOf).flatMap((text) => [...text.matchAll(/\b(?:FROM|JOIN) ([a-z_]+)/g)].map(([, name = '']) => name));
  return [...new Set(named)].toSorted();
};

/** To be run by the owner of the tables once roi-logger and gnn-trainer have made them, and again after an upgrade. A view is read with its owner’s rights. */
export const grafanaReader = (boards: readonly Dashboard[]): Artefact => ({
  path: 'charts/platform/generated/grafana-reader.sql',
  text: `-- Generated from libs/contracts: npm run generate
-- psql --variable=role=grafana --variable=schema=streamforge --file=grafana-reader.sql: the role is there already, with a password and no other right.
ALTER ROLE :"role" SET search_path = :"schema";
ALTER ROLE :"role" SET default_transaction_read_only = on;
ALTER ROLE :"role" SET statement_timeout = '30s';
GRANT USAGE ON SCHEMA :"schema" TO :"role";
SET search_path = :"schema";
GRANT SELECT ON
${tablesOf(boards).map((name) => `  ${name}`).join(',\n')}
TO :"role";
`,
});
