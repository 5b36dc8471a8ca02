/** The ledger's figures of a reference case, compared digit by digit. */
import type { Target } from '@streamforge/bench/http/load';
import { Big } from 'big.js';
import { get } from '../core/read-api.ts';
import type { PnlCase } from './real-input.ts';

interface Figures {
  readonly realised: string;
  readonly net: string;
  readonly unrealised: string;
  readonly fees: string;
}

const HALF_EVEN = 2;

/** Whether our figure, with as many digits as the reference was written with, is the reference. */
const same = (ours: string, reference: string): boolean =>
  new Big(ours).round(reference.split('.')[1]?.length ?? 0, HALF_EVEN).eq(new Big(reference));

/** What differs, in words; nothing where all of it is exact. */
export const wrongFigures = async (target: Target, { name, fees_total: fees, average_cost: average, fifo }: PnlCase): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const [method, expected] of [['average', average], ['fifo', fifo]] as const) {
    if (expected === undefined) continue;
    const { figures } = await get<{ readonly figures: Figures }>(target, `/v1/lineage/roi/${name}`, { method });
    const pairs = [[figures.realised, expected['gross_realised']], [figures.net, expected['net_realised']], [figures.unrealised, expected['unrealised']], [figures.fees, fees]] as const;
    for (const [ours, reference] of pairs) if (reference === undefined || !same(ours, reference)) wrong.push(`${name} ${method}: ${ours} instead of ${reference}`);
  }
  return wrong;
};
