import { readFileSync } from 'node:fs';
import { TerminalError } from '@streamforge/contracts/errors';
import type { z } from 'zod';
import { knownElsewhere, ourPrefixes } from './host-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadConfig<Settings> {
  readonly settings: Settings;
  /** Variables with one of our prefixes that nothing reads: probably misspelt. */
  readonly unknown: readonly string[];
}

/** Whether a setting's value must never be shown. */
export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.['secret'] === true;

/**
 * Reads settings from environment variables, once. A variable `NAME_FILE` names a file whose content is the value of `NAME`, so that
 * secrets need not stand in the environment. Throws `CONFIG_INVALID` that lists every error at once.
 */
export const readConfig = <Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, env: Environment): ReadConfig<z.output<z.ZodObject<Shape>>> => {
  const names = Object.keys(schema.shape);
  const problems: string[] = [];
  const raw = Object.fromEntries(names.flatMap((name) => {
    const value = valueOf(name, env, problems);
    return value === undefined ? [] : [[name, value]];
  }));
  const parsed = schema.safeParse(raw);
  for (const issue of parsed.error?.issues ?? []) problems.push(spell(issue, raw, schema));
  if (!parsed.success || problems.length > 0) throw new TerminalError('CONFIG_INVALID', `\n  ${problems.join('\n  ')}\n`);
  return { settings: parsed.data, unknown: unknownOf(names, env) };
};

const valueOf = (name: string, env: Environment, problems: string[]): string | undefined => {
  const direct = env[name];
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') return direct === '' ? undefined : direct;
  if (direct !== undefined && direct !== '') {
    problems.push(`${name} and ${name}_FILE are both set: keep one`);
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    problems.push(`${name}_FILE: ${file} can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause'})`);
    return undefined;
  }
};

const spell = (issue: z.core.$ZodIssue, raw: Readonly<Record<string, string>>, schema: z.ZodObject): string => {
  const name = String(issue.path[0]);
  const field = schema.shape[name];
  const secret = field !== undefined && isSecret(field as z.ZodType);
  const seen = raw[name] === undefined ? 'it is not set' : secret ? 'its value is not shown' : `it is "${raw[name]}"`;
  return `${name}: ${issue.message}; ${seen}`;
};

const unknownOf = (names: readonly string[], env: Environment): readonly string[] => {
  const known = new Set([...names, ...names.map((name) => `${name}_FILE`), ...knownElsewhere]);
  return Object.keys(env).filter((name) => !known.has(name) && ourPrefixes.some((prefix) => name.startsWith(prefix))).toSorted();
};
