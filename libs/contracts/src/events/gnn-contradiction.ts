/** What a training’s fields can’t mean together, which no single field shows: said to whoever orders it, before and after it is sent. */
import type { Training, Universe } from './gnn.ts';

const MOST_SEED = 0xffff_ffff;

/** Why these bars can’t be meant; undefined where they can. Fields are named as in the command: `"universe.from"`. */
export const universeContradiction = ({ from, to, symbols }: Universe): string | undefined => {
  if (from !== undefined && to !== undefined && from >= to) return '"universe.from" must lie before "universe.to".';
  return new Set(symbols).size < symbols.length ? '"universe.symbols" names a symbol twice.' : undefined;
};

/** Why such a network can’t be made or trained; undefined where it can. */
export const trainingContradiction = ({ layer, hidden, heads, seed, seeds }: Training): string | undefined => {
  const attends = layer === 'gat' || layer === 'gatv2';
  if (attends && hidden % heads !== 0) return `"training.heads" of ${heads} do not divide "training.hidden" of ${hidden}.`;
  return seed + seeds - 1 > MOST_SEED ? `"training.seeds" go beyond ${MOST_SEED}.` : undefined;
};
