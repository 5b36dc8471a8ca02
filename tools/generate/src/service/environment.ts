/** What a service can be told by its environment: from the schema of its settings, so that nothing is named twice. */
import { roles } from '@streamforge/contracts/roles';
import type { ServiceDefinition } from '@streamforge/contracts/services';
import { isSecret } from '@streamforge/service-host/config/read';
import { z } from 'zod';
import type { Settings } from '../contract.ts';

/** What a value must be like, as JSON Schema says it. */
export interface SettingShape {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Setting extends SettingShape {
  readonly name: string;
  readonly says: string;
  /** Given by a Secret only. */
  readonly secret: boolean;
  /** The value where none is given; absent where there is none. */
  readonly fallback?: string;
}

const shapeAs = (schema: z.ZodType, io: 'input' | 'output'): SettingShape => {
  const { type, enum: values, minimum, maximum } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return {
    ...typeof type === 'string' && { type },
    ...values !== undefined && { enum: values.map(String) },
    ...minimum !== undefined && { minimum },
    ...maximum !== undefined && { maximum },
  };
};

/** Numbers are read from any text, so that only what comes out is known; flags and lists become something else, so that only what goes in is. */
const shapeOf = (schema: z.ZodType): SettingShape => ({ ...shapeAs(schema, 'input'), ...shapeAs(schema, 'output') });

const fallbackOf = (schema: z.ZodType): string | undefined => {
  const { default: given } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return given === undefined || given === '' ? undefined : typeof given === 'string' ? given : JSON.stringify(given);
};

/** The settings of a schema, in its order. */
export const settingsOf = (schema: z.ZodObject): readonly Setting[] => Object.entries(schema.shape).map(([name, field]) => {
  const each = field as z.ZodType;
  const fallback = fallbackOf(each);
  return { name, says: each.description ?? each.meta()?.description ?? '', secret: isSecret(each), ...shapeOf(each), ...fallback !== undefined && { fallback } };
});

/** Settings of a service: the host's, save for those of roles that the contract does not grant it, and its own. */
export const environmentOf = (name: string, { ports }: Pick<ServiceDefinition, 'ports'>, { host, own }: Settings): readonly Setting[] => {
  const others = Object.entries(roles).filter(([port]) => !ports.some((granted) => granted === port)).map(([, { settings }]) => `${settings}_`);
  return [...settingsOf(host), ...own[name] === undefined ? [] : settingsOf(own[name])].filter((setting) => !others.some((start) => setting.name.startsWith(start)));
};
