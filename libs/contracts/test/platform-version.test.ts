import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLATFORM_VERSION } from '../src/platform-version.ts';

it('the platform tells the version that its package.json has', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  expect(PLATFORM_VERSION).toBe(version);
});
