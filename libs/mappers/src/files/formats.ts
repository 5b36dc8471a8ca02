/** Every format that files can have, and how the format of a file is told. */
import { readJsonText } from '@streamforge/codec/json';
import { TerminalError } from '@streamforge/contracts/errors';
import { shown } from '@streamforge/codec/shown';
import { isMembers } from '../binance/members.ts';
import { candleArrays } from './candle-arrays.ts';
import { klineCsv, ohlcvCsv } from './csv.ts';
import type { FileFormat, Sample } from './format.ts';
import { assets, binanceAggTrades, binanceMessages, candles, documents, fills, trades } from './json-objects.ts';
import type { FileOptions } from './options.ts';

/** In the order in which they are tried. */
const fileFormats: readonly FileFormat[] = [
  klineCsv, ohlcvCsv, candleArrays, binanceMessages, binanceAggTrades, fills, candles, trades, documents, assets,
];

export const sampleOf = (text: string, framing: Sample['framing']): Sample => {
  const reading = /^\s*\{/.test(text) ? readJsonText(text) : undefined;
  return { framing, text, object: reading?.ok === true && isMembers(reading.value) ? reading.value : undefined };
};

/** The format of a file that starts so. Throws FILE_FORMAT_UNKNOWN with what the first row looks like. */
export const formatOf = (sample: Sample, options: FileOptions): FileFormat => {
  const format = fileFormats.find((candidate) => candidate.detect(sample, options));
  if (format !== undefined) return format;
  const known = fileFormats.map(({ name }) => name).join(', ');
  throw new TerminalError('FILE_FORMAT_UNKNOWN', `Its first row is ${shown(sample.text)}; we read ${known}.`, { file: options.file });
};
