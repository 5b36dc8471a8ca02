import { describe, expect, it } from 'vitest';
import { assetFinder, type KnownAsset } from '../../src/question/assets-named.ts';
import { understand, type Known } from '../../src/question/understand.ts';

const assets: readonly KnownAsset[] = [
  { exchange: 'sim', symbol: 'ALDE-USD', name: 'Alder (simulated)', base: 'ALDE' },
  { exchange: 'sim', symbol: 'BIRC-USD', name: 'Birch (simulated)', base: 'BIRC' },
  { exchange: 'binance', symbol: 'BTCUSDT' },
  { exchange: 'binance', symbol: 'ETHBTC', base: 'ETH' },
  { exchange: 'binance', symbol: 'NEARUSDT' },
  { exchange: 'sp500', symbol: 'NOW', name: 'ServiceNow' },
  { exchange: 'sp500', symbol: 'COST', name: 'Costco Wholesale' },
  { exchange: 'sp500', symbol: 'A', name: 'Agilent Technologies' },
  { exchange: 'sp500', symbol: 'AAPL', name: 'Apple' },
];
const known: Known = { findAssets: assetFinder(assets), some: assets, accounts: ['good', 'momentum-1', 'agent-random'] };
const symbolsIn = (question: string): readonly string[] => understand(question, known).assets.map(({ symbol }) => symbol);

describe('a question names assets', () => {
  it.each([
    ['by symbol', 'What is the price of ALDE-USD?', ['ALDE-USD']],
    ['in small letters', 'why did alde-usd fall', ['ALDE-USD']],
    ['by the base of a pair, spelled out or not', 'Compare btc with ALDE', ['BTCUSDT', 'ALDE-USD']],
    ['with a slash', 'BTC/USDT and alde/usd', ['BTCUSDT', 'ALDE-USD']],
    ['by name, in any case', 'How did alder and Birch do?', ['ALDE-USD', 'BIRC-USD']],
    ['by a name of several words', 'What about costco wholesale?', ['COST']],
    ['in the possessive', 'Alder’s close', ['ALDE-USD']],
    ['as a cashtag at the end of a sentence', 'Tell me of $BTC.', ['BTCUSDT']],
    ['with characters that can’t be seen', 'ALDE\u200b-\u2060USD', ['ALDE-USD']],
    ['with full-width letters', 'ＡＬＤＥ-ＵＳＤ', ['ALDE-USD']],
  ])('%s', (_, question, symbols) => expect(symbolsIn(question)).toEqual(symbols));

  it('but a plain word is none, unless it is spelled as the symbol', () => {
    expect(symbolsIn('What does a trade cost now, and is the close near?')).toEqual([]);
    expect(symbolsIn('What does NOW trade at?')).toEqual(['NOW']);
    expect(symbolsIn('A question')).toEqual([]);
  });

  it('and at most six of them', () => {
    const many = assetFinder(Array.from({ length: 30 }, (_, n) => ({ exchange: 'x', symbol: `SYM${n}X` })));
    const question = Array.from({ length: 30 }, (_, n) => `SYM${n}X`).join(' ');
    expect(understand(question, { ...known, findAssets: many }).assets).toHaveLength(6);
  });
});

describe('a question names accounts', () => {
  it.each([
    ['by id', 'How is momentum-1?', ['momentum-1']],
    ['by a part of the id beside the word agent', 'What did the momentum agent earn?', ['momentum-1']],
    ['by a plain word only beside such a word', 'Was it a good day?', []],
    ['so', 'Did the good agent profit?', ['good']],
    ['so too', 'the ROI of account random', ['agent-random']],
    ['all at once', 'Which agent did best?', known.accounts],
    ['all, where profit is asked for and nobody is named', 'What is the ROI?', known.accounts],
    ['none, where the profit is an asset’s', 'What profit did Alder report?', []],
  ])('%s', (_, question, accounts) => expect(understand(question, known).accounts).toEqual(accounts));
});

describe('a question is after', () => {
  it.each([
    ['What is the last close of ALDE?', ['price']],
    ['Why did ALDE fall yesterday?', ['price', 'news']],
    ['Are there moments similar to this one of ALDE?', ['similar']],
    ['Will ALDE go up?', ['prediction', 'price']],
    ['What ROI does the good agent have?', ['performance']],
    ['ALDE?', ['price', 'news', 'prediction']],
    ['boundary layer transition', ['news']],
  ])('%s', (question, intents) => expect([...understand(question, known).intents].toSorted()).toEqual(intents.toSorted()));
});

describe('a question is about the market as a whole', () => {
  it.each([['Which asset rose most today?', true], ['How is the market?', true], ['Which asset is like Alder?', false], ['How does drag change with speed?', false]])('%s %s', (question, market) => {
    expect(understand(question, known).market).toBe(market);
  });
});

describe('a conversation', () => {
  it('goes on about what was named before', () => {
    const { assets: [asset], intents, time } = understand('And yesterday?', known, ['What about the price of Birch today?', 'And ALDE?']);
    expect([asset?.symbol, [...intents], time]).toEqual(['BIRC-USD', ['price', 'news'], { kind: 'day', back: 1 }]);
  });

  it('turns to what is named now', () => {
    expect(understand('And ALDE?', known, ['What is Birch worth?']).assets.map(({ symbol }) => symbol)).toEqual(['ALDE-USD']);
  });
});
