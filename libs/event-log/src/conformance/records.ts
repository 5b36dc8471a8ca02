import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../port.ts';
import { freshLog, readAll, textOf, type NewPlace } from './subject.ts';

export const records = (newPlace: NewPlace): void => {
  describe('a record', () => {
    const subject = freshLog(newPlace);
    const roundTrip = async (sent: readonly OutgoingRecord[]) => {
      const { log, topic } = subject();
      const name = await topic(1);
      await log.produce(name, sent.map((record) => ({ ...record, partition: 0 })));
      return await readAll(log, name);
    };

    it('keeps null apart from empty, in key and value', async () => {
      const sent = [[null, null], ['', ''], [null, ''], ['', null], ['k', null]] as const;
      const read = await roundTrip(sent.map(([key, value]) => ({ key, value })));
      expect(read.map(({ key, value }) => [textOf(key), textOf(value)])).toEqual(sent);
    });

    it('keeps text as UTF-8 and bytes as they are', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      const texts = ['plain', 'ä', '数据', '🚀', 'a\0b', 'long '.repeat(2_000), `late é${'x'.repeat(60)}`, 'é'.repeat(3_000)];
      const read = await roundTrip([{ key: bytes, value: bytes }, ...texts.map((text) => ({ key: text, value: text }))]);
      expect([...read[0]?.key ?? []]).toEqual([...bytes]);
      expect([...read[0]?.value ?? []]).toEqual([...bytes]);
      expect(read.slice(1).map(({ key, value }) => [textOf(key), textOf(value)])).toEqual(texts.map((text) => [text, text]));
    });

    it('keeps its headers: order, repeated names, binary and empty values', async () => {
      const binary = Uint8Array.from([0, 255, 128, 10]);
      const headers = [['a', '1'], ['b', binary], ['a', '2'], ['empty', ''], ['ünï', 'ö']] as const;
      const [record] = await roundTrip([{ key: 'k', value: 'v', headers }]);
      expect(record?.headers().map(([name, value]) => [name, [...value]])).toEqual([
        ['a', [...Buffer.from('1')]], ['b', [...binary]], ['a', [...Buffer.from('2')]], ['empty', []], ['ünï', [...Buffer.from('ö')]],
      ]);
      expect(textOf(record?.header('a'))).toBe('2');
      expect(textOf(record?.header('empty'))).toBe('');
      expect(textOf(record?.header('ünï'))).toBe('ö');
      for (const absent of ['', 'aa', 'emp', 'emptyy', 'ün']) expect(record?.header(absent)).toBeUndefined();
    });

    it('has its own headers, however much they repeat those of its neighbours', async () => {
      const sent: OutgoingRecord[] = Array.from({ length: 300 }, (_, index) => ({
        key: 'k',
        value: String(index),
        headers: [
          ['type', 'candle'], ['id', String(index)], ['half', String(index >> 1)],
          ...(index % 3 === 0 ? [['third', 'yes'] as const] : []),
        ],
      }));
      const read = await roundTrip([...sent, { key: 'k', value: 'bare' }]);
      const headers = read.map((record) => record.headers().map(([name, value]) => [name, textOf(value)]));
      expect(headers.slice(0, 300)).toEqual(sent.map((record) => record.headers));
      expect(read.at(-1)?.headers()).toEqual([]);
      expect(read.at(-1)?.header('type')).toBeUndefined();
    });

    it('has the time of its append', async () => {
      const before = Date.now();
      const [record] = await roundTrip([{ key: 'k', value: 'v' }]);
      expect(record?.timestamp).toBeGreaterThanOrEqual(before);
      expect(record?.timestamp).toBeLessThanOrEqual(Date.now());
    });
  });
};
