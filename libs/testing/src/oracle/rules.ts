/** The rules that a platform keeps through every fault, each a function from evidence to what is wrong. */
import { exactSum } from './exact-sum.ts';
import type { Entry, Evidence } from './evidence.ts';

type Rule = (evidence: Evidence) => readonly string[];

/** The newest acknowledged version per key among entries that are no dead letters. */
const newestByKey = (entries: readonly Entry[]): ReadonlyMap<string, Entry> => {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const known = newest.get(entry.key);
    if (known === undefined || entry.version > known.version) newest.set(entry.key, entry);
  }
  return newest;
};

const expectedIn = ({ acknowledged, deadLetters }: Evidence): readonly Entry[] => {
  const dead = new Set(deadLetters);
  return acknowledged.filter(({ id }) => !dead.has(id));
};

const inEachStore = (evidence: Evidence, judge: (stored: readonly Entry[], store: string) => readonly string[]): readonly string[] =>
  Object.entries(evidence.stores).flatMap(([store, stored]) => judge(stored, store));

const twice = (ids: readonly string[]): readonly string[] => {
  const once = new Set<string>();
  return ids.filter((id) => once.has(id) || once.add(id) === undefined);
};

const nothingLost: Rule = (evidence) => inEachStore(evidence, (stored, store) => {
  const present = new Set(stored.map(({ id }) => id));
  const newestStored = newestByKey(stored);
  return expectedIn(evidence)
    .filter(({ id, key, version }) => !present.has(id) && (newestStored.get(key)?.version ?? -Infinity) <= version)
    .map(({ id }) => `${id} was acknowledged and is neither in ${store} nor a dead letter nor replaced by a newer version`);
});

const nothingDoubled: Rule = (evidence) => [
  ...twice(evidence.deadLetters).map((id) => `${id} is a dead letter twice`),
  ...inEachStore(evidence, (stored, store) => {
    const dead = new Set(evidence.deadLetters);
    const known = new Set(evidence.acknowledged.map(({ id }) => id));
    const ids = stored.map(({ id }) => id);
    const expected = exactSum([...newestByKey(expectedIn(evidence)).values()].flatMap(({ amount }) => amount ?? []));
    const found = exactSum(stored.flatMap(({ amount }) => amount ?? []));
    return [
      ...twice(ids).map((id) => `${id} is in ${store} twice`),
      ...ids.filter((id) => dead.has(id)).map((id) => `${id} is in ${store} and a dead letter as well`),
      ...ids.filter((id) => !known.has(id)).map((id) => `${id} is in ${store} and was never acknowledged`),
      ...expected === found ? [] : [`${store} sums to ${found}, and the ledger to ${expected}`],
    ];
  }),
];

const orderKept: Rule = (evidence) => [
  ...inEachStore(evidence, (stored, store) => {
    const found = newestByKey(stored);
    return [...newestByKey(expectedIn(evidence)).values()]
      .filter(({ key, version }) => (found.get(key)?.version ?? version) < version)
      .map(({ key, version }) => `${store} has version ${found.get(key)?.version} of ${key}, and ${version} was acknowledged`);
  }),
  ...Object.entries(evidence.seen ?? {}).flatMap(([key, versions]) =>
    versions.flatMap((version, at) => version < (versions[at - 1] ?? version) ? [`${key} went back from version ${versions[at - 1]} to ${version}`] : [])),
];

const offsetsTrue: Rule = ({ committed, ends, storedUpTo = {} }) => committed.flatMap(({ group, topic, partition, committed: offset }) => {
  const end = ends.find((other) => other.topic === topic && other.partition === partition)?.end;
  const stored = storedUpTo[`${topic}:${partition}`];
  return [
    ...end === undefined || offset === end ? [] : [`${group} committed ${offset} of ${topic}[${partition}], whose end is ${end}`],
    ...stored === undefined || offset <= stored ? [] : [`${group} committed ${offset} of ${topic}[${partition}], and only ${stored} is stored`],
  ];
});

const stack = /\n\s+at \S+ ?\(?.+:\d+:\d+\)?/;

const errorsClear: Rule = ({ refusals = [], unhandledRejections = [] }) => [
  ...refusals.flatMap(({ code, where, fix, text }) => [
    ...code === undefined || code === '' ? [`a refusal has no code: ${text.slice(0, 80)}`] : [],
    ...where === undefined || where === '' ? [`a refusal does not say where: ${text.slice(0, 80)}`] : [],
    ...fix === undefined || fix === '' ? [`a refusal names no fix: ${text.slice(0, 80)}`] : [],
    ...stack.test(text) ? [`a client got a stack trace: ${text.slice(0, 80)}`] : [],
  ]),
  ...unhandledRejections.map((text) => `a rejection was not handled: ${text}`),
];

const sameState: Rule = ({ stateHash }) => stateHash === undefined || stateHash.withFault === stateHash.without
  ? []
  : [`the state hash is ${stateHash.withFault} with the fault and ${stateHash.without} without`];

const bounded: Rule = ({ memory, handles }) => [
  ...memory === undefined || Math.max(...memory.samplesBytes) <= memory.capBytes
    ? [] : [`memory rose to ${Math.max(...memory.samplesBytes)} bytes, above ${memory.capBytes}`],
  ...handles === undefined || Math.max(...handles.samples) <= handles.cap
    ? [] : [`${Math.max(...handles.samples)} handles were open, above ${handles.cap}`],
];

const recoveryRecorded: Rule = ({ fault, recovery }) => {
  if (recovery === undefined) return fault === undefined ? [] : [`the recovery from ${fault} was not timed`];
  return recovery.recoveredAt >= recovery.healedAt ? [] : ['the recovery ended before the fault did'];
};

/** Rule by rule, with the name a report shows. */
export const oracleRules = {
  O1: { name: 'nothing lost', judge: nothingLost },
  O2: { name: 'nothing doubled', judge: nothingDoubled },
  O3: { name: 'order kept', judge: orderKept },
  O4: { name: 'offsets true', judge: offsetsTrue },
  O5: { name: 'errors clear', judge: errorsClear },
  O6: { name: 'same state', judge: sameState },
  O7: { name: 'bounded', judge: bounded },
  O8: { name: 'recovery recorded', judge: recoveryRecorded },
} as const satisfies Record<string, { readonly name: string; readonly judge: Rule }>;
