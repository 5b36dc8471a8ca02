/** The name of a package in the spellings that its files need. */
export interface PackageName {
  /** `lead-lag`: folder, package, consumer group. */
  readonly kebab: string;
  /** `leadLag`: a value. */
  readonly camel: string;
  /** `LeadLag`: a type. */
  readonly pascal: string;
  /** `LEAD_LAG`: environment variables. */
  readonly upper: string;
  /** `Lead lag`: a heading. */
  readonly title: string;
}

const spelling = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
const sayNothing = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'index', 'lib', 'shared']);

/** Reads a name such as `lead-lag`; throws with a reason that a person can act on. */
export const packageName = (text: string): PackageName => {
  if (!spelling.test(text)) throw new Error(`'${text}' is no name for a package: use lower-case words joined by hyphens, such as lead-lag`);
  if (sayNothing.has(text)) throw new Error(`'${text}' says nothing: name the package after the one concept it holds`);
  const pascal = text.split('-').map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('');
  const camel = `${pascal.slice(0, 1).toLowerCase()}${pascal.slice(1)}`;
  const title = `${text.slice(0, 1).toUpperCase()}${text.slice(1).replaceAll('-', ' ')}`;
  return { kebab: text, camel, pascal, upper: text.toUpperCase().replaceAll('-', '_'), title };
};
