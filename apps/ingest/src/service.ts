import { defineService } from '@streamforge/service-host/service';
import { archiveTopics } from './archiving.ts';
import { IngestConfig } from './config.ts';
import { surveyGaps } from './gap-survey.ts';
import { handlers } from './handlers.ts';
import { tellUnfinished } from './history/marker.ts';
import { taskRoutes } from './history/routes.ts';

/** Turns raw events into clean history; nobody else reads the raw topics. */
export const ingest = defineService({
  name: 'ingest',
  config: IngestConfig,
  consumes: handlers,
  routes: taskRoutes,
  background: async (context, signal) => {
    // A store that does not answer now is told of by whoever needs it; this is only a reminder.
    await tellUnfinished(context).catch(() => undefined);
    await Promise.all([surveyGaps(context, signal), archiveTopics(context, signal)]);
  },
});
