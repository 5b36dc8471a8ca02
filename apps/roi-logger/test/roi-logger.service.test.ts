import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { toldOfFills } from './subject.ts';

serviceConformance({ ...toldOfFills, openPorts: (directory, clock) => openEmbedded({ directory, clock, partitions: 4 }) });
