import { run } from '@streamforge/wiring/run';
import { ingest } from './service.ts';

await run(ingest);
