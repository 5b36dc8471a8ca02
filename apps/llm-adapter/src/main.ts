import { run } from '@streamforge/wiring/run';
import { llmAdapter } from './service.ts';

await run(llmAdapter);
