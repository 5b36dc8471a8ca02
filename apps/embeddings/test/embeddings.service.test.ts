import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { describe } from 'vitest';
import { toldOfBars, toldOfDocuments } from './subject.ts';

describe.each([['bars', toldOfBars], ['documents', toldOfDocuments]] as const)('told of %s', (_, told) => {
  serviceConformance({ ...told, openPorts: (directory, clock) => openEmbedded({ directory, clock }) });
});
