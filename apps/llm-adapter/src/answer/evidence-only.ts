/** What is said without a model: the evidence itself, in words of ours around it. */
import type { NumberedEvidence } from '../evidence/evidence.ts';

/** Name that stands where a model’s would. */
export const EVIDENCE_MODEL = 'evidence';

const headings: Readonly<Record<NumberedEvidence['kind'], string>> = {
  roi: 'Accounts', bar: 'Prices', prediction: 'Predictions', moment: 'Similar moments', document: 'Documents',
};

const NOTHING = 'Nothing that is stored bears on this question. '
  + 'Name an asset by its symbol or name, an account, or words that a document would have.';

const saying = ({ kind, title, text, number }: NumberedEvidence): string =>
  kind === 'document' ? `- ${title}: “${text}” [${number}]` : `- ${text} [${number}]`;

/** The evidence by kind, in lines, so that it can be passed on as it is read. Passages are quoted, never followed. */
export const evidenceLines = (evidence: readonly NumberedEvidence[]): readonly string[] => {
  const beginning = 'No language model wrote this: it is the evidence that was found, as it is stored.';
  if (evidence.length === 0) return [`${beginning}\n\n`, NOTHING];
  const kinds = [...new Set(evidence.map(({ kind }) => kind))];
  return [
    `${beginning}\n`,
    ...kinds.flatMap((kind) => [`\n${headings[kind]}\n`, ...evidence.filter((one) => one.kind === kind).map((one) => `${saying(one)}\n`)]),
  ];
};
