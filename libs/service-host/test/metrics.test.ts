import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.ts';

describe('a scrape', () => {
  it('is answered with the last values while what it asks does not answer, and asks it no second time', async () => {
    const metrics = createMetrics(10);
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    metrics.beforeScrape(() => {
      metrics.set('streamforge_inflight_bytes', { service: 'ingest' }, 7);
      return Promise.resolve();
    });
    metrics.beforeScrape(async () => {
      asked += 1;
      await gate.promise;
      metrics.set('streamforge_jobs_oldest_seconds', { service: 'ingest' }, 5);
    });
    expect(await metrics.text()).toContain('streamforge_inflight_bytes{service="ingest"} 7');
    const text = await metrics.text();
    expect(text).toContain('streamforge_inflight_bytes{service="ingest"} 7');
    expect(text).not.toContain('streamforge_jobs_oldest_seconds{');
    expect(asked).toBe(1);
    gate.resolve();
    expect(await metrics.text()).toContain('streamforge_jobs_oldest_seconds{service="ingest"} 5');
  });

  it('shows no gauge that nobody has set', async () => {
    const metrics = createMetrics();
    expect(await metrics.text()).not.toMatch(/^streamforge_account_drawdown_ratio /m);
    metrics.set('streamforge_account_drawdown_ratio', {}, 0.25);
    expect(await metrics.text()).toMatch(/^streamforge_account_drawdown_ratio 0\.25$/m);
  });
});
