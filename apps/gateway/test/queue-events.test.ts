import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, START, type OpenedGateway } from './open-gateway.ts';

let gateway: OpenedGateway;
beforeAll(async () => { gateway = await openGateway(); });
afterAll(() => gateway.close());

const said = async (query: string): Promise<readonly string[]> =>
  ((await gateway.get(`/v1/queue-events?${query}`)) as { events: readonly { job: string; event: string }[] }).events.map(({ job, event }) => `${job} ${event}`);

it('shows what services said of their work, newest first, of one job where it is named', async () => {
  const event = (job: string, name: string, time: number) =>
    ({ key: job, value: JSON.stringify({ job, service: 'gnn-trainer', instance: 'here:1', event: name, time }) });
  await gateway.events.produce('queue-events', [event('a', 'started', START), event('b', 'started', START + 1), event('a', 'finished', START + 2), { key: 'a', value: '{}' }]);
  expect(await said('')).toEqual(['a finished', 'b started', 'a started']);
  expect(await said('job=a')).toEqual(['a finished', 'a started']);
  expect(await said('limit=1')).toEqual(['a finished']);
});
