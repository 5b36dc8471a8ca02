/** What the suite of every service has to know of embeddings, told of each of its topics. */
import { sha256 } from '@streamforge/codec/digest';
import type { ServiceUnderTest } from '@streamforge/service-host/conformance';
import type { OpenPorts } from '@streamforge/service-host/run';
import { describeVectorState } from '@streamforge/vector-store/state-hash';
import { embeddings } from '../src/service.ts';
import { barOf, storeBars, storeDocuments } from './stored.ts';

type Told = Omit<ServiceUnderTest, 'openPorts'>;

const state = async ({ vectors }: OpenPorts): Promise<string> => sha256(JSON.stringify(await describeVectorState(vectors)));

const SERIES = 5;
const STORED = 36;

/** One of the last bars of a series; each comes again and again, as bars do that are corrected. */
const bar = (n: number) => barOf(`S${n % SERIES}`, STORED - 1 - Math.floor(n / SERIES) % 4, { trades: n });

export const toldOfBars: Told = {
  service: embeddings,
  env: { EMBEDDINGS_GATHER_MS: '0' },
  topic: 'market.bars.v1',
  goodRecord: (n) => ({ key: `local:S${n % SERIES}:1m`, value: JSON.stringify(bar(n)) }),
  badRecord: (n) => ({ key: `local:S${n % SERIES}:1m`, value: JSON.stringify({ ...bar(n), origin: 'invented' }) }),
  prepare: ({ documents }) => storeBars(documents, Array.from({ length: STORED * SERIES }, (_, n) => barOf(`S${n % SERIES}`, Math.floor(n / SERIES)))),
  state,
  keyOfPoint: ({ id }) => id.split(':').slice(0, 3).join(':'),
};

const DOCUMENTS = 20;
const note = (n: number) => ({
  id: `note-${n % DOCUMENTS}`, title: `Note ${n % DOCUMENTS}`, text: `Rates of ${n % DOCUMENTS} banks were left unchanged.\n\n`.repeat(40),
  publishedAt: Date.UTC(2024, 0, 1),
});

export const toldOfDocuments: Told = {
  service: embeddings,
  topic: 'documents.clean.v1',
  goodRecord: (n) => ({ key: `public:${note(n).id}`, value: JSON.stringify(note(n)) }),
  badRecord: (n) => ({ key: `public:${note(n).id}`, value: JSON.stringify({ ...note(n), text: '' }) }),
  prepare: ({ documents }) => storeDocuments(documents, Array.from({ length: DOCUMENTS }, (_, n) => note(n))),
  state,
  keyOfPoint: ({ id }) => `public:${id.slice(0, id.lastIndexOf('#'))}`,
};
