import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { toldOfCommands } from './subject.ts';

serviceConformance({ ...toldOfCommands, openPorts: (directory, clock) => openEmbedded({ directory, clock }) });
