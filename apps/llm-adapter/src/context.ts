import type { ServiceContext } from '@streamforge/service-host/service';
import type { LlmConfig } from './config.ts';

/** What the handler and the routes are given. */
export type LlmContext = ServiceContext<'llm-adapter', LlmConfig>;
