import { run } from '@streamforge/wiring/run';
import { gnnTrainer } from './service.ts';

await run(gnnTrainer);
