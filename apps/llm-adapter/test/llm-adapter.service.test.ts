import { sha256 } from '@streamforge/codec/digest';
import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { openBook } from '../src/requests/book.ts';
import { llmAdapter } from '../src/service.ts';

const time = Date.UTC(2024, 0, 1);

serviceConformance({
  service: llmAdapter,
  openPorts: (directory, clock) => openEmbedded({ directory, clock }),
  topic: 'llm.requests.v1',
  goodRecord: (n) => ({ key: `q-${n % 12}`, value: JSON.stringify({ id: `q-${n % 12}`, question: 'What is the price of Alder?', time }) }),
  badRecord: (n) => ({ key: `q-${n % 12}`, value: JSON.stringify({ id: `q-${n % 12}`, question: '', time }) }),
  state: async ({ relational }) => sha256((await (await openBook(relational)).everything()).join('\n')),
});
