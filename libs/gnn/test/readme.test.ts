import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
const examples = [...readFileSync(`${folder}/README.md`, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, example = '']) => example);

describe('the README', () => {
  it.each(examples.entries().toArray())('shows examples that print what their comments say: %s', { timeout: 120_000 }, (_, example) => {
    const said = [...example.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, line]) => line);
    const options = ['--no-warnings', '--input-type=module-typescript', '-e', example];
    const printed = execFileSync(process.execPath, options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(printed.trimEnd().split('\n')).toEqual(said);
    expect(said).not.toHaveLength(0);
  });

  it('shows what training, computing and judging look like', () => {
    expect(examples).toHaveLength(3);
  });
});
