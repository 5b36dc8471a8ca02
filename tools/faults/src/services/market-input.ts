/** The simulated market with its agents, documents and faults, questions about it, and one order to learn from it: what all services live on. */
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import { simulateMarket } from '@streamforge/simulator/market';
import type { RawRecord } from '../mixed-input.ts';

const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;

export const MODEL = 'demo';

const event = <Topic extends TopicName>(topic: Topic, value: InputOf<Topic>): RawRecord => {
  const { key, value: schema } = topicOf(topic);
  return { topic, key: key(schema.parse(value)), value: JSON.stringify(value) };
};

const questions = ['How is ALDE-USD doing?', 'Which agent did best?', 'Why did Alder move?', 'What does the model expect of BIRC-USD?', 'When was it like this before for CEDA-USD?'];

/** Orders and questions of `minutes` of the market; the same for the same seed. */
const asked = (minutes: number): readonly RawRecord[] => [
  event('gnn.commands.v1', {
    job: 'train-1', command: 'train', model: MODEL, time: START + minutes * MINUTE,
    universe: { exchange: 'sim', interval: '1m', from: START, to: START + minutes * MINUTE }, training: { epochs: 20, hidden: 8 },
  }),
  ...questions.map((question, number) => event('llm.requests.v1', { id: `question-${number}`, question, time: START + minutes * MINUTE })),
];

/** `minutes` of the market with eight assets, as its sources would send them, then what is asked about it. */
export const marketInput = (seed: number, minutes: number): readonly RawRecord[] => {
  const market = simulateMarket({ seed, startTime: START, assets: 8 });
  const records = market.declarations.map(({ topic, value }) => event(topic, value));
  const each = market.minutes();
  for (let minute = 0; minute < minutes; minute += 1) {
    // Some of it is wrong on purpose, so its key is taken from what was sent.
    for (const { topic, value } of each.next().value.events) {
      records.push({ topic, key: topicOf(topic).key(value), value: JSON.stringify(value) });
    }
  }
  return [...records, ...asked(minutes)];
};

const LATE_OF = 3;

/** The same records, of whose fills every third is told of only at the end, after those that closed what it had opened. */
export const withLateFills = (records: readonly RawRecord[]): readonly RawRecord[] => {
  const fills = records.filter(({ topic }) => topic === 'agent.fills.v1');
  const late = new Set(fills.filter((_, number) => number % LATE_OF === LATE_OF - 1));
  return [...records.filter((record) => !late.has(record)), ...late];
};
