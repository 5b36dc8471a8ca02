import { RetryableError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { TopicLag } from '@streamforge/service-host/lag';
import { describe, expect, it } from 'vitest';
import { openScene, type Scene, type SceneParts } from '../src/up/story/scene.ts';

interface Stage {
  readonly scene: Scene;
  /** How often the lag was asked for. */
  readonly looks: () => number;
}

/** No time passes for it. */
const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() };

type Lags = readonly (Readonly<Record<string, number>> | RetryableError)[];

/** A scene whose platform answers these lags one after another, the last one again and again. */
const stage = (lags: Lags, played = () => true, signal = new AbortController().signal): Stage => {
  let looks = 0;
  const lag = async (): Promise<readonly TopicLag[]> => {
    const now = lags[Math.min(looks++, lags.length - 1)] ?? {};
    if (now instanceof RetryableError) throw now;
    return Object.entries(now).map(([group, records]) => ({ group, topic: 'any', lag: records }));
  };
  const parts = { clock, signal, running: new Set(['ingest', 'embeddings']), host: { lag }, market: { played } };
  return { scene: openScene(parts as unknown as SceneParts), looks: () => looks };
};

describe('what a chapter waits for', () => {
  it('is that services have handled the whole history; what other services have not does not count', async () => {
    const { scene, looks } = stage([{ ingest: 5, embeddings: 0 }, { ingest: 0, embeddings: 3 }, { ingest: 0, embeddings: 0, 'roi-logger': 9 }]);
    await scene.handledBy('ingest', 'embeddings', 'roi-logger');
    expect(looks()).toBe(3);
  });

  it('comes no sooner than the last of the history is in the log', async () => {
    let asked = 0;
    const { scene, looks } = stage([{}], () => (asked += 1) > 2);
    await scene.handledBy('ingest');
    expect([asked, looks()]).toEqual([3, 1]);
  });

  it('survives a store that does not answer for a while', async () => {
    const { scene, looks } = stage([new RetryableError('LOG_UNAVAILABLE', 'away'), { ingest: 0 }]);
    await scene.handledBy('ingest');
    expect(looks()).toBe(2);
  });

  it('ends when the platform stops, or fails for good', async () => {
    await expect(stage([{ ingest: 1 }], () => true, AbortSignal.abort(new Error('stopped'))).scene.handledBy('ingest'))
      .rejects.toThrow('stopped');
    await expect(stage([]).scene.until(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
