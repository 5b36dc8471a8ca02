import { describe, expect, it } from 'vitest';
import { stem } from '../src/stem.ts';

/** From the vocabulary that the algorithm's author publishes with it, and its special cases. */
const published: Readonly<Record<string, string>> = {
  consigned: 'consign', consignment: 'consign', consistency: 'consist', consistently: 'consist', consolation: 'consol', consolatory: 'consolatori',
  consolidate: 'consolid', conspicuously: 'conspicu', conspiracy: 'conspiraci', constable: 'constabl', constancy: 'constanc', knackeries: 'knackeri',
  kneading: 'knead', knees: 'knee', knife: 'knife', knightly: 'knight', knitting: 'knit', knives: 'knive', knocker: 'knocker',
  skies: 'sky', dying: 'die', news: 'news', herring: 'herring', exceeds: 'exceed', generate: 'generat', generously: 'generous', arsenal: 'arsenal',
  ties: 'tie', cries: 'cri', gas: 'gas', gaps: 'gap', kiwis: 'kiwi', agreed: 'agre', feed: 'feed', hopping: 'hop', hoping: 'hope', luxuriated: 'luxuri',
  by: 'by', say: 'say', cry: 'cri', yield: 'yield', boy: 'boy', rational: 'ration', conditional: 'condit', digitizer: 'digit', apologies: 'apolog',
  hopefulness: 'hope', decisively: 'decis', formative: 'format', adoption: 'adopt', controlling: 'control', rate: 'rate', cease: 'ceas', equities: 'equiti',
};

describe('the stem of an English word', () => {
  it('is that of the published algorithm', () => {
    expect(Object.fromEntries(Object.keys(published).map((word) => [word, stem(word)]))).toEqual(published);
  });

  it('is the word itself where it is no English word in lower case', () => {
    for (const word of ['q3', 'größen', '2020s', 'BTC', 'is', '']) expect(stem(word)).toBe(word);
  });
});
