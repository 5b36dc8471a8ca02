import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withComposed, withDependency } from '../src/composition.ts';
import { withService } from '../src/contract-entry.ts';
import { deployedIn } from '../src/deployment.ts';
import { packageName } from '../src/name.ts';

const name = packageName('lead-lag');

describe('where a new service is mentioned', () => {
  it('the contract declares it with the next free HTTP port', async () => {
    const contract = await readFile('libs/contracts/src/services.ts', 'utf8');
    const changed = withService(contract, name);
    const ports = [...changed.matchAll(/\bhttp: (\d+)/g)].map(([, port]) => port);
    expect(changed).toContain("  'lead-lag': service({");
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('the command line runs it and depends on it', async () => {
    const services = withComposed(await readFile('apps/streamforge/src/platform/services.ts', 'utf8'), name);
    expect(services).toContain("import { leadLag } from '@streamforge/lead-lag/service';");
    expect(services).toMatch(/allServices: .* = \[.*, leadLag\];/);
    const manifest = JSON.parse(withDependency(await readFile('apps/streamforge/package.json', 'utf8'), name)) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(manifest.dependencies['@streamforge/lead-lag']).toBe(manifest.dependencies['@streamforge/contracts']);
  });

  it('a dependency finds its place also at the end', () => {
    const manifest = '{\n  "dependencies": {\n    "@streamforge/contracts": "0.1.0"\n  }\n}\n';
    expect(withDependency(manifest, name)).toBe('{\n  "dependencies": {\n    "@streamforge/contracts": "0.1.0",\n    "@streamforge/lead-lag": "0.1.0"\n  }\n}\n');
  });

  it.each(Object.entries(deployedIn))('%s names it as it names the others', async (path, mention) => {
    const before = await readFile(path, 'utf8');
    const added = mention(before, { ...name, http: 8_199 }).split('\n').filter((line) => /lead-lag/.test(line));
    const others = before.split('\n').filter((line) => /roi-logger/.test(line));
    expect(added.map((line) => line.trim().replaceAll('lead-lag', 'roi-logger').replace('8199', '8104')).toSorted()).toEqual(others.map((line) => line.trim()).toSorted());
  });

  it('a file that changed its shape is refused, not spoiled', () => {
    expect(() => withComposed('export const none = [];', name)).toThrow('allServices');
    expect(() => withService('export const none = {};', name)).toThrow('services.ts');
    expect(() => deployedIn['compose.yaml']?.('services: {}', { ...name, http: 8_199 })).toThrow('compose.yaml no longer names its services');
  });
});
