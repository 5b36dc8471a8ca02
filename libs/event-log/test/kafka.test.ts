import { describe } from 'vitest';
import { eventLogConformance } from '../src/conformance.ts';
import { kafkaUrl, openTestLog, removeTopics } from './kafka-cluster.ts';

describe.skipIf(kafkaUrl === undefined)('the log on Kafka', () => {
  eventLogConformance(async () => {
    const topics = new Set<string>();
    return {
      open: async () => {
        const { log, made } = await openTestLog();
        return {
          ...log,
          apply: async (wanted) => {
            await log.apply(wanted);
            for (const name of made) topics.add(name);
          },
        };
      },
      dispose: () => removeTopics(topics),
      retains: false,
    };
  });
});
