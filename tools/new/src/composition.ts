import type { PackageName } from './name.ts';

const importLine = /^import \{ \w+ \} from '@streamforge\/[\w-]+\/service';$/gm;
const list = /(export const allServices: readonly DefinedService\[\] = \[)([^\]]*)(\];)/;

/** The list of services that `streamforge up` runs, with one more. */
export const withComposed = (services: string, { kebab, camel }: PackageName): string => {
  const last = [...services.matchAll(importLine)].at(-1);
  if (last === undefined || !list.test(services)) throw new Error('apps/streamforge/src/platform/services.ts has no allServices to add the service to');
  const end = last.index + last[0].length;
  const imported = `${services.slice(0, end)}\nimport { ${camel} } from '@streamforge/${kebab}/service';${services.slice(end)}`;
  return imported.replace(list, (_, head: string, names: string, tail: string) => `${head}${names.trim()}, ${camel}${tail}`);
};

/** A package.json with one more internal dependency, in its alphabetical place and otherwise as it was. */
export const withDependency = (manifest: string, { kebab }: PackageName): string => {
  const [version] = /(?<="@streamforge\/contracts": ")[^"]+/.exec(manifest) ?? [];
  if (version === undefined) throw new Error('apps/streamforge/package.json does not depend on the contract');
  const lines = manifest.split('\n');
  const start = lines.findIndex((line) => line.includes('"dependencies": {'));
  const name = `"@streamforge/${kebab}"`;
  const at = lines.findIndex((line, index) => index > start && (line.trim() > name || line.trim().startsWith('}')));
  const isLast = lines[at]?.trim().startsWith('}') === true;
  if (isLast) lines[at - 1] = `${lines[at - 1] ?? ''},`;
  return lines.toSpliced(at, 0, `    ${name}: "${version}"${isLast ? '' : ','}`).join('\n');
};
