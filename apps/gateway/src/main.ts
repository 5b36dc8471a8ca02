import { run } from '@streamforge/wiring/run';
import { gateway } from './service.ts';

await run(gateway);
