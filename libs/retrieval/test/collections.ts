/** Reads the shared retrieval collections: texts, questions, which texts answer which, and the scores of reference tools. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sharedFile } from '@streamforge/testing/shared-data';

export interface Scores {
  readonly ndcg_at_10: number;
  readonly recall_at_10: number;
  readonly recall_at_100: number;
  readonly mrr_at_10: number;
}

export interface Collection {
  readonly texts: readonly { readonly id: string; readonly text: string }[];
  readonly questions: readonly { readonly text: string; readonly relevant: ReadonlySet<string> }[];
  /** By the name of the tool. */
  readonly reference: Readonly<Record<string, Scores>>;
}

interface Line {
  readonly _id: string;
  readonly title?: string;
  readonly text: string;
}

const linesOf = (bytes: Uint8Array): readonly Line[] => gunzipSync(bytes).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Line);

/** A collection, or undefined where the shared data is absent. */
export const collectionOf = (name: string): Collection | undefined => {
  const read = (file: string): Buffer | undefined => {
    const path = sharedFile(`data/retrieval/${name}/${file}`);
    return path === undefined ? undefined : readFileSync(path);
  };
  const [corpus, queries, judged, expected] = ['corpus.jsonl.gz', 'queries.jsonl.gz', 'qrels.tsv', 'expected.json'].map(read);
  if (corpus === undefined || queries === undefined || judged === undefined || expected === undefined) return undefined;
  const relevant = Map.groupBy(
    judged.toString('utf8').trimEnd().split('\n').slice(1).map((line) => line.split('\t')).filter(([, , score]) => Number(score) > 0),
    ([question = '']) => question,
  );
  return {
    texts: linesOf(corpus).map(({ _id, title = '', text }) => ({ id: _id, text: `${title} ${text}` })),
    questions: linesOf(queries).flatMap(({ _id, text }) => {
      const answers = relevant.get(_id);
      return answers === undefined ? [] : [{ text, relevant: new Set(answers.map(([, id = '']) => id)) }];
    }),
    reference: (JSON.parse(expected.toString('utf8')) as { readonly results: Record<string, Scores> }).results,
  };
};
