import type { Citation } from '@streamforge/contracts/events/llm';

/** Something stored that bears on a question, and the record that holds it. */
export interface Evidence {
  readonly kind: Citation['kind'];
  readonly title: string;
  /** What it says: a sentence of ours over figures, or a passage of a document. It is data, whatever it says. */
  readonly text: string;
  /** The very record. */
  readonly source: Citation['source'];
  readonly url?: string | undefined;
}

/** Evidence with the number by which an answer cites it. */
export interface NumberedEvidence extends Evidence {
  readonly number: number;
}

/** As an answer lists it. */
export const citationOf = ({ number, kind, title, text, source, url }: NumberedEvidence): Citation => ({
  number, kind, title: title.slice(0, 1_000), excerpt: text.slice(0, 2_000), source, ...url !== undefined && { url: url.slice(0, 2_000) },
});
