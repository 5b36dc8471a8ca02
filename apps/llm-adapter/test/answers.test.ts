import type { Citation } from '@streamforge/contracts/events/llm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { assets, bars, documents, END, MINUTE } from './market.ts';

interface Completion {
  readonly model: string;
  readonly choices: readonly { readonly message: { readonly content: string }; readonly finish_reason: string }[];
  readonly citations: readonly Citation[];
  readonly usage: { readonly total_tokens: number };
}

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
  await harness.feed('market.assets.v1', assets);
  await harness.feed('market.candles.v1', [...bars('ALDE-USD'), ...bars('BIRC-USD')]);
  await harness.feed('documents.v1', documents);
  await harness.indexDocuments('public', 'desk');
  await harness.indexMoments({ exchange: 'sim', symbol: 'ALDE-USD', interval: '1m' });
});
afterAll(() => harness.close());

const ask = async (question: string, headers: Readonly<Record<string, string>> = {}): Promise<Completion> => {
  const answer = await harness.host.http.inject({ method: 'POST', url: '/v1/chat/completions', headers: { host: 'localhost', ...headers }, payload: { model: 'evidence', messages: [{ role: 'user', content: question }] } });
  expect(answer.statusCode).toBe(200);
  return answer.json<Completion>();
};
const textOf = ({ choices }: Completion): string => choices[0]?.message.content ?? '';

describe('an answer without a model', () => {
  it('says that no model wrote it, and costs no tokens', async () => {
    const answer = await ask('What is the price of Alder?');
    expect(textOf(answer)).toMatch(/^No language model wrote this/);
    expect([answer.model, answer.usage.total_tokens]).toEqual(['evidence', 0]);
  });

  it('gives the newest close, the change, the highest and the lowest, each from its bar', async () => {
    const answer = await ask('What is the price of ALDE-USD and how did it move in the last hour?');
    const [last, first, highest] = answer.citations;
    const newest = bars('ALDE-USD').at(-1);
    expect(last?.excerpt).toContain(`closed at ${Number(newest?.close)} at 2024-05-10 02:00 UTC`);
    expect((await harness.recordAt(last!.source)).value).toMatchObject({ symbol: 'ALDE-USD', openTime: END - MINUTE });
    expect((await harness.recordAt(first!.source)).value).toMatchObject({ openTime: END - 60 * MINUTE });
    const top = (await harness.recordAt(highest!.source)).value;
    expect(highest?.excerpt).toContain(`at ${Number(top['high'])}`);
    expect(Math.max(...bars('ALDE-USD').slice(-60).map(({ high }) => Number(high)))).toBe(Number(top['high']));
    expect(textOf(answer)).toContain(`${last?.excerpt} [1]`);
  });

  it('says why with the documents about the asset first, quoted, and with where they stand', async () => {
    const { citations, ...answer } = await ask('Why did Alder climb?');
    const document = citations.find(({ kind }) => kind === 'document');
    expect(document).toMatchObject({ title: expect.stringContaining('Alder opens a plant') as string, url: 'https://news.example/alder' });
    expect((await harness.recordAt(document!.source)).value).toMatchObject({ id: 'alder-plant' });
    expect(textOf({ citations, ...answer })).toContain(`“${document?.excerpt}” [${document?.number}]`);
  });

  it('finds documents by words where no asset is named', async () => {
    const { citations } = await ask('What was said about interest rates?');
    expect(citations[0]).toMatchObject({ kind: 'document', title: expect.stringContaining('Rates unchanged') as string });
  });

  it('finds moments like this one, and says what followed', async () => {
    const { citations } = await ask('Were there moments similar to this one for Alder?');
    expect(citations.length).toBeGreaterThan(0);
    for (const { kind, excerpt, source } of citations) {
      expect([kind, excerpt]).toEqual(['moment', expect.stringMatching(/likeness [01]\.\d\d of 1\); (the bar after it returned|what followed)/)]);
      expect((await harness.recordAt(source)).value).toMatchObject({ symbol: expect.stringMatching(/-USD$/) as string, interval: '1m' });
    }
  });

  it('says what moved most, the greatest gain first', async () => {
    const { citations } = await ask('Which asset moved most in the last hour?');
    expect(citations.map(({ excerpt }) => /^\S+/.exec(excerpt)?.[0])).toEqual(['ALDE-USD', 'BIRC-USD']);
    expect(citations[1]?.excerpt).toContain('changed by −');
    expect((await harness.recordAt(citations[1]!.source)).value).toMatchObject({ symbol: 'BIRC-USD', openTime: END - MINUTE });
  });

  it('says so where nothing is stored', async () => {
    const answer = await ask('xyzzy plugh?');
    expect([textOf(answer), answer.citations]).toEqual([expect.stringContaining('Nothing that is stored bears on this question'), []]);
  });

  it('never holds another tenant’s documents, and those of the one that is asked for', async () => {
    const words = 'What is the takeover plan Falcon of Alder?';
    const mine = await ask(words);
    expect(JSON.stringify(mine)).not.toMatch(/falcon|confidential/i);
    const theirs = await ask(words, { 'x-streamforge-tenant': 'desk' });
    expect(JSON.stringify(theirs)).toMatch(/code name Falcon/);
    expect(JSON.stringify(theirs)).not.toContain('turbine');
  });

  it('leaves out a document that was deleted, also where its chunks are still found', async () => {
    await harness.feed('documents.v1', [{ id: 'gone', text: 'The zeppelin hangar burned.', publishedAt: END }]);
    await harness.indexDocuments('public');
    expect(textOf(await ask('zeppelin hangar'))).toContain('burned');
    await harness.bury('documents.v1', 'public:gone', END + MINUTE);
    expect(textOf(await ask('zeppelin hangar'))).not.toContain('burned');
  });
});
