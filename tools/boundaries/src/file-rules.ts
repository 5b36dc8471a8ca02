/** Rules that a file's path or text alone decides. */
import { isTestFile } from './allowed-edges.ts';

const sayNothing = /(^|\/)(utils?|helpers?|common|misc)(\/|\.[a-z]+$)/;

/** What is wrong with the names of these files; paths are relative to the workspace root. */
export const nameViolations = (files: readonly string[]): readonly string[] => [
  ...files.filter((file) => sayNothing.test(file)).map((file) => `${file}: the name says nothing; name it after the one concept it holds`),
  ...files.filter((file) => /(^|\/)index\.[cm]?[jt]s$/.test(file)).map((file) => `${file}: no index files; export each file by its own subpath`),
];

/** Packages whose rules must give the same result on every replay: time and chance are injected there. */
const injected = /^(libs|apps)\/(?!testing\/)[^/]+\/src\//;
const owners = /^libs\/determinism\/src\//;
const comment = /^\s*(\*|\/[/*])/;
const ambient = /\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)|\bcrypto\.randomUUID\(/;

/** Where a source takes the time or chance from the machine instead of being given it. */
export const ambientViolations = (file: string, source: string): readonly string[] => {
  if (!injected.test(file) || owners.test(file) || isTestFile(file)) return [];
  return source.split('\n').flatMap((line, index) => {
    const found = comment.test(line) ? null : ambient.exec(line);
    return found === null ? [] : [`${file}:${index + 1}: ${found[0]}…: take Clock, Random or Ids from @streamforge/determinism`];
  });
};
