import type { TopicDefinition } from '@streamforge/contracts/topics';

/** A value whose every field is its own name in angle brackets: what a key made of it shows its parts. */
const named = new Proxy({}, { get: (_, field) => (typeof field === 'string' ? `<${field}>` : undefined) });

/** How a topic's key is made, such as `<exchange>:<symbol>`. */
export const keyShape = ({ key }: Pick<TopicDefinition, 'key'>): string => key(named);
