/**
 * The keys that a trigger's metadata may have. KEDA's CustomResourceDefinition lets any key pass and KEDA itself ignores what it does not
 * know, so a misspelt one would scale on nothing: here the list is closed. From KEDA 2.21's documentation of each scaler.
 */
const triggerKeys = {
  kafka: [
    'bootstrapServers', 'consumerGroup', 'topic', 'lagThreshold', 'activationLagThreshold', 'offsetResetPolicy', 'allowIdleConsumers',
    'scaleToZeroOnInvalidOffset', 'excludePersistentLag', 'limitToPartitionsWithLag', 'ensureEvenDistributionOfPartitions', 'partitionLimitation', 'version',
    'sasl', 'tls', 'unsafeSsl',
  ],
  postgresql: ['host', 'port', 'userName', 'dbName', 'sslmode', 'passwordFromEnv', 'connectionFromEnv', 'query', 'targetQueryValue', 'activationTargetQueryValue'],
} as const;

export type TriggerType = keyof typeof triggerKeys;
export type TriggerMetadata<Type extends TriggerType> = Readonly<Partial<Record<(typeof triggerKeys)[Type][number], string>>>;

interface AnyTrigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const numbers: readonly string[] = ['lagThreshold', 'activationLagThreshold', 'targetQueryValue', 'activationTargetQueryValue'];
const least: Readonly<Record<string, number>> = { lagThreshold: 1, targetQueryValue: 1 };
const flags: readonly string[] = ['allowIdleConsumers', 'scaleToZeroOnInvalidOffset', 'excludePersistentLag', 'limitToPartitionsWithLag', 'ensureEvenDistributionOfPartitions'];
const needed: Readonly<Record<TriggerType, readonly string[]>> = { kafka: ['consumerGroup', 'topic', 'lagThreshold', 'version'], postgresql: ['query', 'targetQueryValue'] };

/** What is wrong with a trigger, each with what to write instead; empty when nothing is. */
export const triggerComplaints = ({ type, metadata }: AnyTrigger): readonly string[] => {
  if (!Object.hasOwn(triggerKeys, type)) return [`trigger type ${type}: write ${Object.keys(triggerKeys).join(' or ')}`];
  const known: readonly string[] = triggerKeys[type as TriggerType];
  return [
    ...Object.keys(metadata).filter((key) => !known.includes(key)).map((key) => `${type} trigger: ${key} is no key of it; there are ${known.join(', ')}`),
    ...needed[type as TriggerType].filter((key) => metadata[key] === undefined).map((key) => `${type} trigger: ${key} is missing`),
    ...Object.entries(metadata).flatMap(([key, value]) => wrongValue(type, key, value)),
    ...metadata['allowIdleConsumers'] === 'true' && metadata['limitToPartitionsWithLag'] === 'true'
      ? [`${type} trigger: allowIdleConsumers and limitToPartitionsWithLag exclude each other: keep the latter`] : [],
  ];
};

const wrongValue = (type: string, key: string, value: unknown): readonly string[] => {
  if (typeof value !== 'string') return [`${type} trigger: ${key} must be text, such as "${String(value)}" in quotes`];
  if (numbers.includes(key) && !(/^\d+$/.test(value) && Number(value) >= (least[key] ?? 0))) return [`${type} trigger: ${key} is ${value}: write a whole number from ${least[key] ?? 0}`];
  if (flags.includes(key) && value !== 'true' && value !== 'false') return [`${type} trigger: ${key} is ${value}: write true or false`];
  if (key === 'version' && !/^([3-9]|2\.[1-9]\d*)\./.test(value)) return [`${type} trigger: version is ${value}: write 2.1.0 or newer, since Kafka 4 speaks nothing older`];
  if (key === 'offsetResetPolicy' && value !== 'earliest') return [`${type} trigger: offsetResetPolicy is ${value}: write earliest, since otherwise a partition nobody committed on counts as lag 1 for ever`];
  return [];
};
