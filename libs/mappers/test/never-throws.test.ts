import { StreamForgeError } from '@streamforge/contracts/errors';
import {
  array, assert, constantFrom, dictionary, integer, jsonValue, oneof, property, string, tuple, uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapBinanceMessage } from '../src/binance/messages.ts';
import { readBytes, type Reading } from './reading.ts';

const starts = [
  'open_time,open,high,low,close,volume\n1700000040000,1,2,0.5,1.50,10\n',
  'symbol;sector;date;open;high;low;close;volume\nA;"B ""C""";2024-01-02;1;1;1;1;1\n',
  '1700000040000,1,2,0.5,1.50,10,1700000099999,15,3,4,6,0\n',
  '[[1700000040000, 1, 2, 0.5, 1.50, 10], ',
  '{"id":"7","time":1700000040000,"price":"1.10","quantity":"2"}\n',
  '{"stream":"s","data":{"e":"trade","E":1,"s":"X","t":7,"p":"1","q":"2","T":1700000000000,"m":false}}\n',
];

/** What came of the bytes; only a refusal of the whole file may be thrown. */
const outcome = (bytes: Uint8Array, piece: number): Reading | string => {
  try {
    return readBytes(bytes, { file: 'BTCUSDT_1m.csv' }, piece);
  } catch (error) {
    if (error instanceof StreamForgeError) return error.message;
    throw error;
  }
};

describe('whatever a file holds', () => {
  it('its rows are read or refused, the same however its bytes are cut', () => {
    const noise = oneof(uint8Array({ maxLength: 60 }), string({ maxLength: 60, unit: 'binary' }).map((text) => Buffer.from(text)));
    const start = constantFrom('', ...starts);
    assert(property(start, start, noise, integer({ min: 1, max: 50 }), (first, second, bytes, piece) => {
      const file = Buffer.concat([Buffer.from(first + second), bytes, Buffer.from(second)]);
      const whole = outcome(file, file.length + 1);
      expect(outcome(file, piece)).toEqual(whole);
    }), { numRuns: 400, seed: 3 });
  });

  it('a message is mapped or refused', () => {
    const members = dictionary(constantFrom(...'s k t i o h l c v n q V Q x E p T m a f L S N'.split(' ')), jsonValue());
    const type = constantFrom('kline', 'trade', 'aggTrade', 'executionReport', 'other');
    const message = tuple(members, type).map(([others, e]) => ({ ...others, e }));
    assert(property(oneof(message, jsonValue(), array(jsonValue())), (input) => {
      const mapped = mapBinanceMessage(input, { symbol: 'X', account: 'a' });
      expect('code' in mapped ? mapped.detail : mapped.map(({ topic }) => topic)).toBeDefined();
    }), { numRuns: 500, seed: 3 });
  });
});
