import { markdownFile, type Artefact } from '../artefact.ts';
import type { Contract } from '../contract.ts';
import { code, table } from './markdown.ts';

export const errorsPage = ({ errors }: Contract): Artefact => markdownFile('docs/reference/errors.md', 'Errors', [
  'Codes of HTTP answers (RFC 9457), dead letters, logs and the command line. The status is that of an answer to a request that caused it.',
  table(['code', 'status', 'says', 'fix'], Object.entries(errors).map(([name, { http, says, fix }]) => [code(name), String(http), says, fix])),
].join('\n\n'));
