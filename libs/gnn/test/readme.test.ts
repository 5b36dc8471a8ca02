import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

describe('the README', () => {
  it('shows an example that prints what its comments say', { timeout: 120_000 }, () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(`${folder}/README.md`, 'utf8')) ?? [];
    const said = [...example.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, line]) => line);
    const options = ['--no-warnings', '--input-type=module-typescript', '-e', example];
    const printed = execFileSync(process.execPath, options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(printed.trimEnd().split('\n')).toEqual(said);
    expect(said).toHaveLength(2);
  });
});
