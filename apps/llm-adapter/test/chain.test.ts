/** The whole chain in one process: what was produced raw comes back in answers, and every citation leads to its record in the log. */
import type { LlmResponse } from '@streamforge/contracts/events/llm';
import { embeddings } from '@streamforge/embeddings/service';
import { ingest } from '@streamforge/ingest/service';
import { roiLogger } from '@streamforge/roi-logger/service';
import { startLlmServer, type LlmServer } from '@streamforge/testing/llm/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { assets, bars, documents, END, MINUTE, START } from './market.ts';

let harness: Harness;
let server: LlmServer;

const fill = (id: string, account: string, side: 'buy' | 'sell', minute: number, price: string) =>
  ({ id, account, exchange: 'sim', symbol: 'ALDE-USD', side, quantity: '2', price, fee: '0.1', time: START + minute * MINUTE });

beforeAll(async () => {
  server = await startLlmServer();
  harness = await openHarness({ LLM_BASE_URL: server.url, LLM_MODEL: 'small', ROI_GATHER_MS: '0', EMBEDDINGS_GATHER_MS: '0' }, [ingest, embeddings, roiLogger]);
  await harness.feed('market.assets.v1', assets);
  await harness.feed('market.candles.v1', [...bars('ALDE-USD'), ...bars('BIRC-USD')]);
  await harness.feed('documents.v1', documents);
  await harness.feed('agent.fills.v1', [
    fill('g1', 'agent-good', 'buy', 5, '101'), fill('g2', 'agent-good', 'sell', 100, '112'), fill('b1', 'agent-bad', 'buy', 100, '112'), fill('b2', 'agent-bad', 'sell', 110, '104'),
  ]);
  await harness.feed('agent.actions.v1', [{ id: 'a1', account: 'agent-good', type: 'open', exchange: 'sim', symbol: 'ALDE-USD', time: START + 5 * MINUTE, reason: 'The plant opens.' }]);
  await harness.feed('gnn.predictions.v1', [1, 2].map((ahead) => ({
    model: 'lead-lag', version: 1, exchange: 'sim', symbol: 'ALDE-USD', interval: '1m', openTime: END + (ahead - 2) * MINUTE, probabilityUp: 0.7, expectedReturn: 0.001, basis: [],
  })));
  await harness.settled();
});
afterAll(async () => {
  await harness.close();
  await server.close();
});

/** A question, the kinds of evidence that its answer must cite, and what must stand in one of them. */
const questions: readonly (readonly [question: string, kinds: readonly string[], holds: RegExp])[] = [
  ['What is the price of Alder?', ['bar'], /closed at/],
  ['How did BIRC-USD change in the last hour?', ['bar'], /changed by −\d/],
  ['What was the highest price of ALDE-USD since 2024-05-10?', ['bar'], /was highest between/],
  ['Why did Alder climb?', ['bar', 'document'], /turbine plant/],
  ['What was reported about the strike at Birch?', ['document'], /halted shipping/],
  ['What did the central bank say about interest rates?', ['document'], /unchanged/],
  ['Which moments of Alder look like this one?', ['moment'], /likeness/],
  ['What do the models expect of Alder next?', ['prediction'], /lead-lag version 1 gives ALDE-USD on sim 70\.0 %/],
  ['How good are the predictions of the model?', ['prediction'], /lead-lag/],
  ['Which agent has the best ROI?', ['roi'], /^Account agent-good has a ROI of \+/],
  ['Why did the good agent open its position?', ['roi'], /The plant opens\./],
];

describe.each([['without a model', 'evidence'], ['with a model', 'small']])('questions %s', (_, model) => {
  const answered: LlmResponse[] = [];
  beforeAll(async () => {
    await harness.feed('llm.requests.v1', questions.map(([question], n) => ({ id: `${model}-${n}`, question, model, time: END })));
    answered.push(...(await harness.responses()).filter((response) => response.model === model));
  });

  it.each(questions.map(([question, kinds, holds], n) => [question, kinds, holds, n] as const))('%s', async (_question, kinds, holds, n) => {
    const response = answered.find(({ id }) => id === `${model}-${n}`);
    if (response === undefined) throw new Error('There is no answer.');
    const { citations, answer } = response;
    expect(citations.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
    expect(citations.some(({ excerpt }) => holds.test(excerpt))).toBe(true);
    for (const { number, kind, source, excerpt } of citations) {
      expect(answer).toContain(`[${number}]`);
      const { value } = await harness.recordAt(source);
      const named = String(value['symbol'] ?? value['title']);
      expect([kind, source.topic]).toEqual(expect.arrayContaining([expect.stringMatching(topicOf[kind] ?? /^$/)]));
      expect(kind === 'document' ? String(value['text']) : excerpt).toContain(kind === 'document' ? excerpt : kind === 'roi' ? String(value['account']) : named);
    }
  });
});

const topicOf: Readonly<Record<string, RegExp>> = {
  document: /^documents\.v1$|^documents\.clean\.v1$/, bar: /^market\.candles\.v1$/, moment: /^market\.candles\.v1$/, prediction: /^gnn\.predictions\.v1$/, roi: /^agent\.(fills|actions)\.v1$/,
};
