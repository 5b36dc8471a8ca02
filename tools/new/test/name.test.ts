import { describe, expect, it } from 'vitest';
import { packageName } from '../src/name.ts';

describe('the name of a new package', () => {
  it('is spelt as each of its files needs it', () => {
    expect(packageName('lead-lag')).toEqual({ kebab: 'lead-lag', camel: 'leadLag', pascal: 'LeadLag', upper: 'LEAD_LAG', title: 'Lead lag' });
  });

  it.each(['LeadLag', 'lead_lag', '-lead', 'lead--lag', '../lead', '', 'utils', '1st'])('is not %j', (text) => {
    expect(() => packageName(text)).toThrow(/is no name|says nothing/);
  });
});
