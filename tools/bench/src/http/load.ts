/** Sends records over kept-alive connections and measures what comes back. */
import { Agent, request } from 'node:http';

export interface Target {
  readonly address: string;
  readonly token: string;
}

const path = '/v3/clusters/streamforge/topics/market.candles.v1/records';

const post = (agent: Agent, { address, token }: Target, body: string): Promise<string> => new Promise((resolve, reject) => {
  const outgoing = request(`${address}${path}`, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}` },
  }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => {
      if (response.statusCode === 200 && !/"error_code":(?!200)/.test(text)) resolve(text);
      else reject(new Error(`${response.statusCode}: ${text.slice(0, 300)}`));
    });
  });
  outgoing.on('error', reject).end(body);
});

/** Bodies of `batch` candles each, of many series, all different. */
export const bodies = (count: number, batch: number, from = 0): readonly string[] => Array.from({ length: count }, (_, body) =>
  Array.from({ length: batch }, (__, at) => {
    const row = from + body * batch + at;
    return JSON.stringify({
      value: {
        type: 'JSON',
        data: {
          exchange: 'local', symbol: `S${row % 200}USDT`, interval: '1m', openTime: Date.UTC(2020, 0, 1) + Math.floor(row / 200) * 60_000,
          open: '58025.11', high: '58184', low: '57976.73', close: '58116.69', volume: (row % 1_000).toFixed(4),
        },
      },
    });
  }).join('\n'));

/** Records a second that a target acknowledges, over so many connections at once. */
export const throughput = async (target: Target, requests: readonly string[], batch: number, connections: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waiting = [...requests];
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) await post(agent, target, body);
  }));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  return requests.length * batch / seconds;
};

/** Milliseconds from send to acknowledgement of producers that each send one record, pause, and send the next, ascending. */
export const latencies = async (target: Target, producers: number, rounds: number, pauseMs: number): Promise<readonly number[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: producers });
  const taken: number[] = [];
  await Promise.all(bodies(producers, 1).map(async (body, producer) => {
    await new Promise((resolve) => setTimeout(resolve, producer * pauseMs / producers));
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now();
      await post(agent, target, body);
      if (round > 0) taken.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }));
  agent.destroy();
  return taken.toSorted((a, b) => a - b);
};
