import { fileURLToPath } from 'node:url';
import { readmeExamples } from '@streamforge/testing/readme-examples';
import { describe, expect, it } from 'vitest';

const examples = readmeExamples(fileURLToPath(new URL('..', import.meta.url)));

describe('the README', () => {
  it('shows training, computing and judging in examples that print what their comments say', { timeout: 240_000 }, () => {
    expect(examples.map(({ says }) => says.length)).toEqual([2, 1, 1]);
    for (const { says, prints } of examples) expect(prints()).toEqual(says);
  });
});
