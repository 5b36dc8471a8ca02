import type { ServiceUnderTest } from '@streamforge/service-host/conformance';
import { roiLogger } from '../src/service.ts';
import { bar, START, storeBars } from './harness.ts';
import { stateOf } from './state.ts';

const ACCOUNTS = 5;

const fill = (n: number) => ({
  id: `f${n}`, account: `agent-${n % ACCOUNTS}`, symbol: n % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT', side: n % 7 === 6 ? 'sell' : 'buy',
  quantity: `${1 + n % 3}`, price: `${100 + n % 11}`, fee: '0.01', time: START + n * 10_000,
});

/** roi-logger, told of fills whose symbols have bars. */
export const toldOfFills: Omit<ServiceUnderTest, 'openPorts'> = {
  service: roiLogger,
  topic: 'agent.fills.v1',
  goodRecord: (n) => ({ key: fill(n).account, value: JSON.stringify(fill(n)) }),
  badRecord: (n) => ({ key: fill(n).account, value: JSON.stringify({ ...fill(n), id: `bad${n}`, price: '0' }) }),
  prepare: ({ documents }) => storeBars(documents, Array.from({ length: 20 }, (_, minute) => ['BTCUSDT', 'ETHUSDT'].map((symbol) =>
    bar(minute, `${100 + minute % 9}`, { symbol }))).flat()),
  env: { ROI_GATHER_MS: '0' },
  state: stateOf,
};
