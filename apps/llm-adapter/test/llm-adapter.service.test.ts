import { serviceConformance } from '@streamforge/service-host/conformance';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { toldOfQuestions } from './subject.ts';

serviceConformance({ ...toldOfQuestions, openPorts: (directory, clock) => openEmbedded({ directory, clock }) });
