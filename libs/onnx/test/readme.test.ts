import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

describe('the README', () => {
  it('shows an example that prints what its comments say', { timeout: 60_000 }, () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(`${folder}/README.md`, 'utf8')) ?? [];
    const said = [...example.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, line]) => line);
    const printed = execFileSync(process.execPath, ['--no-warnings', '--input-type=module-typescript', '-e', example], { cwd: folder, encoding: 'utf8' });
    expect(printed.trimEnd().split('\n')).toEqual(said);
    expect(said).not.toHaveLength(0);
  });
});
