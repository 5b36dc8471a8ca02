import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = (handlers: string): string => `import { defineService } from '@streamforge/service-host/service';
import { z } from 'zod';

const nothing = () => Promise.resolve([]);

export const service = defineService({ name: 'llm-adapter', config: z.object({}), consumes: { ${handlers} } });
`;

const sources: Readonly<Record<string, string>> = {
  granted: program('\'llm.requests.v1\': nothing'),
  foreign: program('\'llm.requests.v1\': nothing, \'agent.fills.v1\': nothing'),
  missing: program(''),
  written: `import { defineService } from '@streamforge/service-host/service';
import { z } from 'zod';

export const service = defineService({
  name: 'llm-adapter',
  config: z.object({}),
  consumes: { 'llm.requests.v1': async (_, { publish }) => { await publish('market.bars.v1', []); return []; } },
});
`,
};

/** Sources are checked where packages are found, by the compiler that checks everything. */
describe('the code of a service', () => {
  let folder: string;
  let complaints: string;

  beforeAll(async () => {
    await mkdir('.cache', { recursive: true });
    folder = await mkdtemp('.cache/granted-');
    await Promise.all(Object.entries(sources).map(([name, text]) => writeFile(join(folder, `${name}.ts`), text)));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.base.json', include: ['*.ts'] }));
    const checked = await promisify(execFile)('node_modules/.bin/tsc', ['-p', folder]).catch((error: unknown) => error as { readonly stdout: string });
    complaints = checked.stdout;
  }, 120_000);
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  const about = (name: string): readonly string[] => complaints.split('\n').filter((line) => line.includes(`${name}.ts(`));

  it('compiles when it handles what the contract says that it consumes', () => expect(about('granted')).toEqual([]));

  it('does not when it handles a topic that the contract does not grant it', () => expect(about('foreign').join()).toContain('agent.fills.v1'));

  it('does not when it leaves out one that the contract gives it', () => expect(about('missing').join()).toContain('llm.requests.v1'));

  it('does not when it publishes to a topic that is not its own', () => expect(about('written').join()).toContain('market.bars.v1'));
});
