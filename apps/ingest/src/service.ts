import { defineService } from '@streamforge/service-host/service';
import { archiveTopics } from './archiving.ts';
import { IngestConfig } from './config.ts';
import { surveyGaps } from './gap-survey.ts';
import { handlers } from './handlers.ts';
import { taskRoutes } from './history/routes.ts';

/** Turns raw events into clean history; nobody else reads the raw topics. */
export const ingest = defineService({
  name: 'ingest',
  config: IngestConfig,
  consumes: handlers,
  routes: taskRoutes,
  background: async (context, signal) => {
    await Promise.all([surveyGaps(context, signal), archiveTopics(context, signal)]);
  },
});
