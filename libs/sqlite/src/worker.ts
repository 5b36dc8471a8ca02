import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadOptions } from './messages.ts';
import { serve } from './serve.ts';

if (parentPort === null) throw new Error('This module runs in a worker thread only.');
await serve(parentPort, workerData as ThreadOptions);
