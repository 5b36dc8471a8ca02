import { describe, expect, it } from 'vitest';
import type { Cluster } from '../src/kafka/cluster.ts';
import type { AuthorizedTopic } from '../src/kafka/diagnosis/authorized.ts';
import { rightsFindings } from '../src/kafka/diagnosis/rights.ts';
import { BrokerError } from '../src/kafka/failure.ts';

const everything = -1 >>> 1;
const topic = (name: string, errorCode: number, operations: number): AuthorizedTopic => ({ name, errorCode, operations }) as AuthorizedTopic;
const clusterThat = (coordinator: () => Promise<number>, operations = everything): Cluster =>
  ({ coordinator, tell: async () => ({ operations }) }) as unknown as Cluster;
const needs = [{ service: 'ingest', reads: ['seen', 'hidden', 'absent'], writes: ['seen'], groups: ['ingest'] }];

describe('what doctor says of rights on Kafka', () => {
  it('names every topic and group that is refused', async () => {
    const [finding] = await rightsFindings(clusterThat(async () => 1, 0), 'kafka', [topic('seen', 0, 0), topic('hidden', 29, 0)], needs);
    expect(finding).toMatchObject({ state: 'wrong', says: expect.stringMatching(/read hidden, seen, nor write seen, nor be in group ingest/) as unknown });
  });

  it('takes a refused question for a refusal, and other trouble for what it is', async () => {
    const granted = [topic('seen', 0, everything), topic('hidden', 0, everything)];
    const refusing = clusterThat(() => Promise.reject(new BrokerError(30)));
    expect(await rightsFindings(refusing, 'kafka', granted, needs)).toMatchObject([{ state: 'wrong' }]);
    const troubled = clusterThat(() => Promise.reject(new BrokerError(15)));
    expect(await rightsFindings(troubled, 'kafka', granted, needs)).toMatchObject([{ state: 'warning' }]);
  });

  it('counts what is granted where nothing is refused', async () => {
    const found = [topic('seen', 0, everything), topic('hidden', 3, 0)];
    expect(await rightsFindings(clusterThat(async () => 1), 'kafka', found, needs)).toMatchObject([{ state: 'ok', says: expect.stringContaining('1 of 3') as unknown }]);
  });
});
