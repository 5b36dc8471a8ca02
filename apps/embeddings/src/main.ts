import { run } from '@streamforge/wiring/run';
import { embeddings } from './service.ts';

await run(embeddings);
