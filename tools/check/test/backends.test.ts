import { describe, expect, it } from 'vitest';
import { startBackends, toStart } from '../src/backends.ts';

describe('the servers that a run in CI starts', () => {
  it('are those that no variable names and that do not run', () => {
    expect(toStart({}, () => false)).toEqual(['kafka', 'postgres', 's3', 'qdrant']);
    expect(toStart({ KAFKA_URL: 'kafka://h:9092', S3_URL: '' }, (name) => name === 'postgres')).toEqual(['s3', 'qdrant']);
  });

  it('fail the run when one does not come up', async () => {
    expect(await startBackends(['mongo']).run()).toMatchObject({ passed: 0, failed: 1, output: expect.stringContaining('mongo') });
  });
});
