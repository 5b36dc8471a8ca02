/** Whether topics are as the contract wants them, and whether their partitions can take and give records. */
import { errors } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import { limits } from '@streamforge/contracts/limits';
import type { TopicSpec } from '../../port.ts';
import { BrokerError } from '../failure.ts';
import type { AuthorizedTopic } from './authorized.ts';

/** Settings that the shape is judged by. */
export const judgedSettings = ['retention.ms', 'max.message.bytes', 'min.insync.replicas'] as const;

const copiesWanted = 3;
const shownTopics = 4;
const apply = 'Run `streamforge topics apply`.';

export interface ShapeParts {
  readonly about: string;
  readonly wanted: readonly TopicSpec[];
  readonly topics: readonly AuthorizedTopic[];
  /** Settings by topic; empty for a topic whose settings the user may not see. */
  readonly settings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly brokers: number;
}

/** A few names, and how many more there are. */
export const named = (names: readonly string[]): string =>
  `${names.toSorted().slice(0, shownTopics).join(', ')}${names.length > shownTopics ? ` and ${names.length - shownTopics} more` : ''}`;

interface Seen {
  readonly spec: TopicSpec;
  readonly topic: AuthorizedTopic;
  /** A setting; undefined when it is not shown. */
  readonly setting: (name: (typeof judgedSettings)[number]) => string | undefined;
}

interface Rule {
  readonly applies: (seen: Seen, brokers: number) => boolean;
  readonly state: 'warning' | 'wrong';
  readonly says: (names: string) => string;
  readonly fix: string;
}

const minInSync = ({ setting }: Seen): number => Number(setting('min.insync.replicas') ?? 1);

const rules: readonly Rule[] = [
  {
    applies: ({ topic }) => topic.partitions.some(({ leader }) => leader < 0),
    state: 'wrong', says: (names) => `partitions without a leader: ${names}`, fix: 'Bring the missing brokers back.',
  },
  {
    applies: (seen) => seen.topic.partitions.some(({ leader, inSync }) => leader >= 0 && inSync < minInSync(seen)),
    state: 'wrong', says: (names) => `fewer replicas in sync than min.insync.replicas, so nothing is acknowledged: ${names}`, fix: errors.REPLICAS_TOO_FEW.fix,
  },
  {
    applies: (seen) => seen.topic.partitions.some(({ inSync, replicas }) => inSync < replicas && inSync >= minInSync(seen)),
    state: 'warning', says: (names) => `replicas out of sync: ${names}`, fix: 'Look at the brokers that lag or are gone; nothing is lost yet.',
  },
  {
    applies: ({ topic }, brokers) => topic.partitions.some(({ replicas }) => replicas < Math.min(copiesWanted, brokers)),
    state: 'warning', says: (names) => `fewer copies than the brokers could hold: ${names}`, fix: 'Reassign them to three brokers: a broker that is lost takes its only copies along.',
  },
  {
    applies: ({ topic, spec }) => topic.partitions.length < spec.partitions,
    state: 'warning', says: (names) => `fewer partitions than the contract says: ${names}`, fix: apply,
  },
  {
    applies: ({ setting, spec }) => retentionDiffers(setting('retention.ms'), spec.retentionMs),
    state: 'warning', says: (names) => `kept for another time than the contract says: ${names}`, fix: apply,
  },
  {
    applies: ({ setting }) => Number(setting('max.message.bytes') ?? Infinity) < limits.requestBytes,
    state: 'wrong', says: (names) => `max.message.bytes is too small for a request of ${limits.requestBytes / 2 ** 20} MiB: ${names}`,
    fix: `Set max.message.bytes to ${limits.requestBytes + limits.recordBytes}.`,
  },
];

const retentionDiffers = (text: string | undefined, wanted: number | null): boolean => {
  if (text === undefined) return false;
  return wanted === null ? Number(text) >= 0 : Number(text) !== Math.floor(wanted);
};

const ofError = (topics: readonly AuthorizedTopic[], isSuch: (type: string) => boolean): readonly string[] =>
  topics.filter(({ errorCode }) => errorCode !== 0 && isSuch(new BrokerError(errorCode).type)).map(({ name }) => name);

/** What is wrong with the shape of the wanted topics; one finding that praises when nothing is. */
export const shapeFindings = ({ about, wanted, topics, settings, brokers }: ShapeParts): readonly Finding[] => {
  const missing = ofError(topics, (type) => type === 'UNKNOWN_TOPIC_OR_PARTITION');
  const hidden = ofError(topics, (type) => type === 'TOPIC_AUTHORIZATION_FAILED');
  const specs = new Map(wanted.map((spec) => [spec.name, spec]));
  const seen = topics.flatMap((topic): readonly Seen[] => {
    const spec = specs.get(topic.name);
    return spec === undefined || topic.errorCode !== 0 ? [] : [{ spec, topic, setting: (name) => settings.get(topic.name)?.get(name) }];
  });
  const found = [
    ...missing.length === 0 ? [] : [wrong(about, `missing topics: ${named(missing)}`, errors.TOPIC_MISSING.fix)],
    ...rules.flatMap(({ applies, state, says, fix }): readonly Finding[] => {
      const names = seen.filter((each) => applies(each, brokers)).map(({ topic }) => topic.name);
      return names.length === 0 ? [] : [{ about, state, says: says(named(names)), fix }];
    }),
    ...hidden.length === 0 ? [] : [warning(about, `the user may not see ${named(hidden)}`, errors.BACKEND_FORBIDDEN.fix)],
  ];
  return found.length > 0 ? found : [ok(about, `${seen.length} topics are as the contract says, on ${brokers} brokers`)];
};
