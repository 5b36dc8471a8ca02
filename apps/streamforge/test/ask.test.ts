import { afterEach, describe, expect, it } from 'vitest';
import { eventData } from '../src/ask/event-stream.ts';
import { exitCodes } from '../src/exit-codes.ts';
import { fakePlatform, type Answered, type FakePlatform } from './fake-platform.ts';

const citations = [
  { number: 1, kind: 'bar', title: 'BTCUSDT 1h', excerpt: '', source: { topic: 'market.candles.v1', partition: 3, offset: 17 } },
  { number: 2, kind: 'document', title: 'Rates\u001b[2J rise', excerpt: '', source: { topic: 'documents.v1', partition: 0, offset: 4 }, url: 'https://example.org/a' },
];
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const text = (content: string): string => event({ id: 'chatcmpl-1', model: 'evidence', choices: [{ delta: { content } }] });
const whole = `${text('It rose [1],')}${text(' as\nrates\u001b[2J did [2].')}${event({ id: 'chatcmpl-1', model: 'evidence', choices: [{ delta: {} }], citations })}data: [DONE]\n\n`;

let platform: FakePlatform;
afterEach(() => platform.close());
const asked: unknown[] = [];
const answering = async (answer: Answered): Promise<void> => {
  platform = await fakePlatform({ 'POST /v1/chat/completions': ({ body }) => {
    asked.push(JSON.parse(body));
    return answer;
  } });
};

describe('ask', () => {
  it('prints the answer as it comes, then its sources with their records, and nothing that moves the cursor', async () => {
    await answering({ text: whole });
    const { code, out, err } = await platform.run(['ask', 'how', 'did', 'BTCUSDT', 'do?', '--model', 'm']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe([
      'It rose [1], as', 'rates\\u001b[2J did [2].', '',
      'Sources', '[1]  bar       BTCUSDT 1h  market.candles.v1[3]@17', '[2]  document  Rates\\u001b[2J rise  documents.v1[0]@4  https://example.org/a',
      'Their records: streamforge lineage answer chatcmpl-1', '',
    ].join('\n'));
    expect(asked.at(-1)).toEqual({ model: 'm', messages: [{ role: 'user', content: 'how did BTCUSDT do?' }], stream: true, citations: 'field' });
  });

  it('is one JSON value where that is asked for', async () => {
    await answering({ text: whole });
    expect((await platform.run(['ask', 'why?', '--json'])).json()).toEqual({ id: 'chatcmpl-1', question: 'why?', answer: 'It rose [1], as\nrates\u001b[2J did [2].', model: 'evidence', citations });
  });

  it('says why there is no answer, or only a part of one', async () => {
    const outcomes: [Answered, number, RegExp][] = [
      [{ status: 404, json: { error: { message: 'There is no m.', code: 'model_not_found' } } }, exitCodes.notFound.code, /LLM_MODEL_UNKNOWN: There is no m\. Fix: .*\/v1\/models/],
      [{ status: 404, json: { code: 'ROUTE_UNKNOWN', detail: '' } }, exitCodes.usage.code, /runs no llm-adapter/],
      [{ text: `${text('It ')}${event({ error: { message: 'It does not answer.', code: 'LLM_UNAVAILABLE' } })}` }, exitCodes.unreachable.code, /LLM_UNAVAILABLE/],
      [{ text: text('It ') }, exitCodes.unreachable.code, /LLM_UNAVAILABLE: .*broke off/],
    ];
    for (const [answer, expected, message] of outcomes) {
      await answering(answer);
      const { code, err } = await platform.run(['ask', 'why?']);
      expect([code, err]).toEqual([expected, expect.stringMatching(message)]);
      platform.close();
    }
  });

  it('ends at once when it is interrupted', async () => {
    await answering({ text: whole });
    expect((await platform.run(['ask', 'why?'], { signal: AbortSignal.abort() })).code).toBe(exitCodes.interrupted.code);
  });
});

describe('an event stream', () => {
  it('is read the same wherever its chunks end', async () => {
    const bytes = Buffer.from(': comment\r\n\r\ndata: {"é":1}\r\n\r\nevent: x\ndata: a\ndata: b\n\ndata: last');
    for (const size of [1, 2, 7, 1_000]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
      const read = await Array.fromAsync(eventData((async function* () { yield* chunks; })()));
      expect(read, String(size)).toEqual(['{"é":1}', 'a\nb', 'last']);
    }
  });
});
