import { Training, type GnnCommand } from '@streamforge/contracts/events/gnn';
import { describe, expect, it } from 'vitest';
import { orderOf, readOrder, TrainOrder, VersionOrder } from '../src/orders.ts';
import { START } from './market.ts';

const universe = { exchange: 'sim', interval: '1m' } as const;

describe('an order', () => {
  it('of a job that somebody began without settings has the defaults', () => {
    expect(readOrder(TrainOrder, { model: 'small', universe })).toEqual({ model: 'small', universe: { ...universe, symbols: [] }, training: Training.parse({}) });
  });

  it('is the same whenever its command was sent', () => {
    const command: Omit<GnnCommand, 'time'> = { job: 'j', command: 'train', model: 'small', universe: { ...universe, symbols: [] } };
    expect(orderOf({ ...command, time: START })).toEqual(orderOf({ ...command, time: START + 1 }));
    expect(readOrder(TrainOrder, orderOf({ ...command, time: START }))).toEqual(orderOf({ ...command, time: START }));
  });

  it('that can’t be read is refused with what is wrong', () => {
    expect(() => readOrder(TrainOrder, { model: 'small' })).toThrow(expect.objectContaining({ code: 'EVENT_INVALID', message: expect.stringContaining('universe') as string }));
    expect(() => readOrder(VersionOrder, { model: 'small', version: 0 })).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }));
    expect(() => readOrder(VersionOrder, { model: '../x' })).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }));
  });
});
