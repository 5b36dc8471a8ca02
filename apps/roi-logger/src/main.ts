import { run } from '@streamforge/wiring/run';
import { roiLogger } from './service.ts';

await run(roiLogger);
