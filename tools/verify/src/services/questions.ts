/** Questions asked over the log, and what their answers cite. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Target } from '@streamforge/bench/http/load';
import { get } from '../core/read-api.ts';
import { produce } from './market-feed.ts';

/** Over the real input of `real-data`: documents, bars, like moments, the ledger and models. */
export const questions = [
  'What similarity laws must be obeyed when constructing aeroelastic models of heated high speed aircraft?',
  'What is the lift of a wing in a propeller slipstream?',
  'What is the company paid on a cost-plus type contract?',
  'How are total sales by contract type distributed?',
  'How is BTCUSDT doing?',
  'How did ETHUSDT move?',
  'When was it like this before for BTCUSDT?',
  'What does the model expect of BTCUSDT?',
  'How did the account hand_partial_closes do?',
  'Why did revenue change in 2019?',
];

export interface Answered {
  readonly question: string;
  readonly citations: number;
  /** Citations whose record can't be read. */
  readonly unresolved: number;
}

interface Lineage {
  readonly citations: readonly { readonly readable: boolean; readonly record: unknown }[];
}

const PATIENCE_MS = 60_000;

/** Asks over the log and walks the answer's lineage. */
export const answered = async (target: Target, question: string): Promise<Answered> => {
  const id = `verify-${randomUUID()}`;
  await produce(target, 'llm.requests.v1', [{ id, question, time: Date.now() }]);
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const lineage = await get<Lineage>(target, `/v1/lineage/answers/${id}`).catch(() => undefined);
    if (lineage !== undefined) {
      const unresolved = lineage.citations.filter(({ readable, record }) => !readable || record === null).length;
      return { question, citations: lineage.citations.length, unresolved };
    }
    if (performance.now() > deadline) throw new Error(`no answer to: ${question}`);
    await pause(100);
  }
};
