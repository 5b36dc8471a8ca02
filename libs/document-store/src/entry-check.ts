/** What a store can hold, checked before anything is sent: a caller's mistake must not fail the writes of others. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { EntryKey, VersionedEdge, VersionedEntry } from './port.ts';

/** Every integer up to here has a double of its own. */
const largestOrder = 2 ** 53;

const refuse = (detail: string): never => {
  throw new TerminalError('REQUEST_INVALID', detail);
};

/** UTF-8 can't hold half a surrogate pair: two such ids would become one. */
const checkText = (name: string, text: string): void => {
  if (!text.isWellFormed()) refuse(`${name} is not well-formed Unicode.`);
};

/** Throws `REQUEST_INVALID` for an order that no double has, and for half characters in series or id. */
export const checkKey = ({ series, order, id }: EntryKey): void => {
  if (!Number.isInteger(order) || Math.abs(order) > largestOrder) refuse(`order ${order} is not an integer within ±2^53.`);
  checkText('series', series);
  checkText('id', id);
};

/** Throws as `checkKey` does, also for half characters in the source’s topic. */
export const checkEntry = (entry: VersionedEntry): void => {
  checkKey(entry);
  checkText('source.topic', entry.source.topic);
};

/** Throws as `checkEntry` does, also for half characters in its ends and type. */
export const checkEdge = (edge: VersionedEdge): void => {
  checkEntry(edge);
  for (const { series, id } of [edge.from, edge.to]) {
    checkText('an end’s series', series);
    checkText('an end’s id', id);
  }
  checkText('type', edge.type);
};
