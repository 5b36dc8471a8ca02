/**
 * One call writes a batch: a function of several statements, each of which sees what was committed before it began, in one transaction
 * and one round trip. It locks the batch's series, by id, before it looks at any entry; of two batches with a series in common the
 * second waits there, and finds the entries of the first.
 */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import { keyColumn } from '../sql/statements.ts';
import { tableOf } from '../sql/tables.ts';

/** Raised when a series that a client knows is not there: its tables were replaced by others. */
export const strangeSeries = 'SF001';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** What each entry brings, in the order of the function's parameters. */
export const upsertColumns = (collection: CollectionName): readonly Column[] => [
  { name: 'series', type: 'integer' },
  ...(collections[collection].identity === 'id' ? [{ name: 'id', type: 'bytea' }] : []),
  { name: 'ord', type: 'bigint' },
  { name: 'version', type: 'bytea' },
  { name: 'topic', type: 'integer' },
  { name: 'partition', type: 'integer' },
  { name: '"offset"', type: 'bigint' },
  ...(collections[collection].kind === 'edges'
    ? [{ name: 'from_vertex', type: 'integer' }, { name: 'to_vertex', type: 'integer' }, { name: 'type', type: 'bytea' }] : []),
  { name: 'body', type: 'bytea' },
];

const parameterOf = ({ name }: Column): string => `p_${name.replaceAll('"', '')}`;
const list = (parts: readonly string[]): string => parts.join(', ');

/** Name of the function that writes a collection’s entries. */
export const upsertFunctionName = (collection: CollectionName): string => `upsert_${collection}`;

/**
 * Parameters: an array for each of `upsertColumns`, then, by series in the order of their ids, the tally of what the batch brings: id, live,
 * deleted, first, last. Keys and series are distinct. Answers a row for each entry whose key was taken: its place from 1, and the version
 * that was there.
 */
export const upsertFunction = (collection: CollectionName): string => {
  const { keeps } = collections[collection];
  const table = tableOf(collection);
  const columns = upsertColumns(collection);
  const key = keyColumn(collection);
  const names = list(columns.map(({ name }) => name));
  const given = `unnest(${list(columns.map(parameterOf))}) WITH ORDINALITY AS given (${names}, place)`;
  const mine = ['version', 'topic', 'partition', '"offset"'].map((name) => `entry.${name} = given.${name}`).join(' AND ');
  const replacing = keeps === 'first' ? '' : `
    UPDATE ${table} AS entry SET ${list(columns.filter(({ name }) => name !== 'series' && name !== key).map(({ name }) => `${name} = given.${name}`))}
      FROM ${given} WHERE entry.series = given.series AND entry.${key} = given.${key} AND given.version > entry.version;`;
  const newer = keeps === 'first' ? 'false' : 'given.version > entry.version';
  return `
CREATE FUNCTION ${upsertFunctionName(collection)} (
  ${list(columns.map((column) => `${parameterOf(column)} ${column.type}[]`))},
  t_series integer[], t_live bigint[], t_deleted bigint[], t_first bigint[], t_last bigint[]
) RETURNS TABLE (taken integer, previous bytea) LANGUAGE plpgsql AS $upsert$
#variable_conflict use_column
DECLARE
  touched bigint;
  places integer[];
  versions bytea[];
  gone_series integer[];
  gone_ord bigint[];
  gone_live boolean[];
  gone_steady boolean[];
BEGIN
  -- Before the series, as clearing does: whoever has a series has the table.
  LOCK TABLE ${table} IN ROW EXCLUSIVE MODE;
  -- As if every key were free; what was not is taken back below.
  UPDATE series SET live = series.live + tally.live, deleted = series.deleted + tally.deleted,
      first = least(series.first, tally.first), last = greatest(series.last, tally.last)
    FROM unnest(t_series, t_live, t_deleted, t_first, t_last) AS tally (id, live, deleted, first, last)
    WHERE series.id = tally.id AND series.collection = '${collection}';
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF touched <> cardinality(t_series) THEN
    RAISE EXCEPTION 'A series of this batch is not known here.' USING ERRCODE = '${strangeSeries}';
  END IF;
  INSERT INTO ${table} (${names}) SELECT ${list(columns.map((column) => `unnest(${parameterOf(column)})`))} ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF touched = cardinality(p_series) THEN
    RETURN;
  END IF;

  -- Rows of this transaction are those just inserted.
  SELECT array_agg(given.place), array_agg(entry.version), array_agg(given.series),
      array_agg(CASE WHEN ${newer} THEN entry.ord ELSE given.ord END),
      array_agg(CASE WHEN ${newer} THEN entry.body ELSE given.body END IS NOT NULL),
      array_agg(given.ord = entry.ord AND given.body IS NOT NULL AND entry.body IS NOT NULL)
    INTO places, versions, gone_series, gone_ord, gone_live, gone_steady
    FROM ${given} JOIN ${table} AS entry ON entry.series = given.series AND entry.${key} = given.${key}
    WHERE NOT (entry.xmin = pg_current_xact_id()::xid AND ${mine});${replacing}
  UPDATE series SET live = series.live - gone.live, deleted = series.deleted - gone.deleted
    FROM (
      SELECT id, count(*) FILTER (WHERE live) AS live, count(*) FILTER (WHERE NOT live) AS deleted
      FROM unnest(gone_series, gone_live) AS each (id, live) GROUP BY id
    ) AS gone WHERE series.id = gone.id;
  -- Where an end was taken away the tally is a bound: the search begins there, not at the series' own start.
  UPDATE series SET
      first = (SELECT entry.ord FROM ${table} AS entry
        WHERE entry.series = series.id AND entry.ord >= series.first AND entry.body IS NOT NULL ORDER BY entry.ord LIMIT 1),
      last = (SELECT entry.ord FROM ${table} AS entry
        WHERE entry.series = series.id AND entry.ord <= series.last AND entry.body IS NOT NULL ORDER BY entry.ord DESC LIMIT 1)
    FROM (
      SELECT DISTINCT each.id FROM unnest(gone_series, gone_ord, gone_live, gone_steady) AS each (id, ord, live, steady)
      JOIN series AS known ON known.id = each.id
      WHERE each.live AND NOT each.steady AND each.ord IN (known.first, known.last)
    ) AS loose WHERE series.id = loose.id;
  RETURN QUERY SELECT * FROM unnest(places, versions);
END
$upsert$;`;
};
