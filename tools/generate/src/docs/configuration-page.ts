import { markdownFile, type Artefact } from '../artefact.ts';
import { servicesOf, type Contract } from '../contract.ts';
import { settingsOf, type Setting } from '../service/environment.ts';
import { code, codes, table } from './markdown.ts';

const taken = ({ type = 'string', enum: values, minimum, maximum }: Setting): string => {
  if (values !== undefined) return codes(values);
  if (minimum === undefined && maximum === undefined) return type === 'string' ? 'text' : type;
  return `${type === 'integer' ? 'whole number' : type} from ${minimum?.toLocaleString('en') ?? 'any'} to ${maximum?.toLocaleString('en') ?? 'any'}`;
};

const settingsTable = (settings: readonly Setting[]): string => table(['variable', 'default', 'takes', 'says'], settings.map((setting) => [
  code(setting.name), setting.fallback === undefined ? '' : code(setting.fallback), taken(setting), setting.secret ? `${setting.says} Secret.` : setting.says,
]));

export const configurationPage = (contract: Contract): Artefact => {
  const host = settingsOf(contract.settings.host);
  return markdownFile('docs/reference/configuration.md', 'Configuration', [
    `Services are set up by environment variables alone. Every variable \`NAME\` may be \`NAME_FILE\`, a file that holds the value; secrets are masked wherever
settings are shown. A start fails at once with every error listed; a variable with a prefix of ours that nothing reads is a warning.
\`npm run service -- <name> --print-config\` shows all of a service with the values they have.`,
    '## Every service',
    'Settings of a role matter only to services that the contract grants it.',
    settingsTable(host),
    ...servicesOf(contract).flatMap(([name, { says }]) => {
      const { [name]: own } = contract.settings.own;
      return own === undefined || Object.keys(own.shape).length === 0 ? [] : [`## ${name}`, says, settingsTable(settingsOf(own))];
    }),
  ].join('\n\n'));
};
