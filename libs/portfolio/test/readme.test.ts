import { fileURLToPath } from 'node:url';
import { readmeExamples } from '@streamforge/testing/readme-examples';
import { describe, expect, it } from 'vitest';

const examples = readmeExamples(fileURLToPath(new URL('..', import.meta.url)));

describe('the README', () => {
  it('shows an example that prints what its comments say', { timeout: 60_000 }, () => {
    expect(examples.map(({ says }) => says.length)).toEqual([3]);
    for (const { says, prints } of examples) expect(prints()).toEqual(says);
  });
});
