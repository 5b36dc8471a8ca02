/** What the suite of every service has to know of llm-adapter. */
import { sha256 } from '@streamforge/codec/digest';
import type { ServiceUnderTest } from '@streamforge/service-host/conformance';
import { openBook } from '../src/requests/book.ts';
import { llmAdapter } from '../src/service.ts';

const time = Date.UTC(2024, 0, 1);

export const toldOfQuestions: Omit<ServiceUnderTest, 'openPorts'> = {
  service: llmAdapter,
  topic: 'llm.requests.v1',
  goodRecord: (n) => ({ key: `q-${n % 12}`, value: JSON.stringify({ id: `q-${n % 12}`, question: 'What is the price of Alder?', time }) }),
  badRecord: (n) => ({ key: `q-${n % 12}`, value: JSON.stringify({ id: `q-${n % 12}`, question: '', time }) }),
  state: async ({ relational }) => sha256((await (await openBook(relational)).everything()).join('\n')),
};
