/**
 * Every AQL text that is sent, once. Values are bind variables only; nothing is ever put into a text. There is no UPSERT among them, since
 * it is not atomic: writes go through the document API. Each range follows the index over (series, at).
 */
const inlineBody = (name: string): string => `${name}.size <= @inline ? ${name}.body : null`;

const cells = `{
    key: entry._key, series: entry.series, at: entry.at, version: entry.version, live: entry.live, size: entry.size,
    encoding: entry.encoding, body: ${inlineBody('entry')}, topic: entry.topic, partition: entry.partition, offset: entry.offset
  }`;

const seriesRange = (direction: 'ASC' | 'DESC', result: string): string => `
FOR entry IN @@collection
  FILTER entry.series == @series
  FILTER entry.at >= @low
  FILTER entry.at < @high
  FILTER entry.live IN @live
  SORT entry.series ${direction}, entry.at ${direction}
  LIMIT @limit
  RETURN ${result}`;

/** Entries of one series; bodies larger than `@inline` are left out. */
export const entriesAscending = seriesRange('ASC', cells);
export const entriesDescending = seriesRange('DESC', cells);

/** Places of one series' entries: the index alone answers. */
export const placesAscending = seriesRange('ASC', 'entry.at');
export const placesDescending = seriesRange('DESC', 'entry.at');

/** Entries of every series from one on. */
export const entriesFromSeries = `
FOR entry IN @@collection
  FILTER entry.series >= @series
  SORT entry.series ASC, entry.at ASC
  LIMIT @limit
  RETURN ${cells}`;

/** Series with what they hold: the index alone answers. */
export const summaries = `
FOR entry IN @@collection
  FILTER entry.series >= @low
  FILTER entry.series < @high
  FILTER entry.live IN @live
  COLLECT series = entry.series AGGREGATE entries = COUNT(entry.at), first = MIN(entry.at), last = MAX(entry.at)
  SORT series ASC
  LIMIT @limit
  RETURN { series: series, count: entries, first: first, last: last }`;

/** Revisions and versions of keys. */
export const current = `
FOR entry IN @@collection
  FILTER entry._key IN @keys
  RETURN { key: entry._key, rev: entry._rev, version: entry.version }`;

/** One hop of the named graph from many vertices at once, without the edges that an end already walked told. */
const hop = (direction: 'ANY' | 'OUTBOUND' | 'INBOUND'): string => `
FOR vertex IN @frontier
  FOR reached, edge IN 1..1 ${direction} vertex GRAPH @graph
    FILTER edge.live IN @live
    FILTER edge._from NOT IN @walked
    FILTER edge._to NOT IN @walked
    SORT edge.way ASC
    LIMIT @limit
    RETURN { key: edge._key, way: edge.way, live: edge.live, size: edge.size, encoding: edge.encoding, body: ${inlineBody('edge')} }`;

export const hopAnyWay = hop('ANY');
export const hopOut = hop('OUTBOUND');
export const hopIn = hop('INBOUND');
