import { defineService } from '@streamforge/service-host/service';
import { LlmConfig } from './config.ts';
import { llmRoutes } from './openai/routes.ts';
import { answerRequests } from './requests/answer-requests.ts';

/** Answers questions over the stored data with citations. */
export const llmAdapter = defineService({
  name: 'llm-adapter',
  config: LlmConfig,
  consumes: { 'llm.requests.v1': answerRequests },
  routes: llmRoutes,
});
