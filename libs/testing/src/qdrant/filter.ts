/** Filters as the published schema has them: `must`, `should`, `must_not` of matches on keywords, of ids, and of filters. */
import { badBody } from './refusal.ts';
import { fieldsOf, idOf, isObject, listOf, textIn } from './request.ts';
import type { Json, JsonObject, ServerPoint } from './state.ts';

export type Test = (point: ServerPoint) => boolean;

/** Values under a path such as `labels.series`; a list's are each one. */
const valuesAt = (payload: JsonObject, path: string): readonly Json[] => {
  let found: readonly Json[] = [payload];
  for (const name of path.split('.')) found = found.flatMap((value) => (isObject(value) && value[name] !== undefined ? [value[name]].flat() as readonly Json[] : []));
  return found;
};

const isKeyword = (value: Json): boolean => typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value));

const matching = (match: Json | undefined): ((value: Json) => boolean) => {
  const { value, any } = fieldsOf(match, { 'value?': 'any', 'any?': 'list' }, 'match');
  if ((value === undefined) === (any === undefined)) throw badBody('data did not match any variant of untagged enum Match');
  const wanted = value === undefined ? listOf(any, 'any') : [value];
  if (!wanted.every(isKeyword)) throw badBody('a match takes keywords, integers and booleans');
  const set = new Set(wanted);
  return (candidate) => set.has(candidate);
};

const conditionOf = (given: Json): Test => {
  if (!isObject(given)) throw badBody('data did not match any variant of untagged enum Condition');
  if ('key' in given) {
    const { key, match } = fieldsOf(given, { key: 'string', match: 'object' }, 'a condition');
    if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(textIn(key))) throw badBody(`${textIn(key)} is no path that is taken here`);
    const matches = matching(match);
    return ({ payload }) => valuesAt(payload, textIn(key)).some(matches);
  }
  if ('has_id' in given) {
    const ids = new Set(listOf(fieldsOf(given, { has_id: 'list' }, 'a condition')['has_id'], 'has_id').map(idOf));
    return ({ id }) => ids.has(id);
  }
  return filterOf(given);
};

/** What a filter lets through: every `must`, one of `should` where there is any, and no `must_not`. */
export const filterOf = (given: Json | undefined): Test => {
  if (given === undefined) return () => true;
  const { must = [], should = [], must_not: not = [] } = fieldsOf(given, { 'must?': 'list', 'should?': 'list', 'must_not?': 'list' }, 'a filter');
  const [all, some, none] = [must, should, not].map((list) => listOf(list, 'conditions').map(conditionOf));
  return (point) => (all ?? []).every((test) => test(point))
    && ((some ?? []).length === 0 || (some ?? []).some((test) => test(point)))
    && !(none ?? []).some((test) => test(point));
};
